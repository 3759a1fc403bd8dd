/* Built by page_script/build.mjs from sources sha256:e2c62665f3dd6c1bf73669b4e1dccd2f6c698aaae97c961908bf861596ad914c */
import{B as e}from"./chunk-MGWIKOTM.js?v=MGWIKOTM";import"./chunk-A4ATKHG6.js?v=A4ATKHG6";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-BPXG2TAW.js?v=BPXG2TAW");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
