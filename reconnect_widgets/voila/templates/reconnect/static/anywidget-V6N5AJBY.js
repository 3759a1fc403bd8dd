/* Built by page_script/build.mjs from sources sha256:e0b3c7e7e7553d66e9eef8fbcd2adcf73624782e34d51878548eddb147125816 */
import{B as e}from"./chunk-DALFDRFL.js?v=DALFDRFL";import"./chunk-P7UYI7J7.js?v=P7UYI7J7";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-WQ6765OK.js?v=WQ6765OK");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
