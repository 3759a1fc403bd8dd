/* Built by page_script/build.mjs from sources sha256:aaa6c7c03a54deac0ea0f21feab88009bb1cc574b2ddb5eec57c2b27b84225da */
import{B as e}from"./chunk-6F2HMWXS.js?v=6F2HMWXS";import"./chunk-WMU6UQBD.js?v=WMU6UQBD";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-YHCE7EPK.js?v=YHCE7EPK");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
