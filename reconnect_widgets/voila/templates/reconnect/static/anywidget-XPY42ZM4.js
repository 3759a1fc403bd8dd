/* Built by page_script/build.mjs from sources sha256:5bf424f2b9a702217374cbe79e3e414894ae9148f7da1afd9b8748c2e259d04d */
import{B as e}from"./chunk-PDWHSP67.js?v=PDWHSP67";import"./chunk-ETEBVLFP.js?v=ETEBVLFP";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-EI3QA7YG.js?v=EI3QA7YG");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
