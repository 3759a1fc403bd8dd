/* Built by page_script/build.mjs from sources sha256:1e895c81d26cbfef9a589b34a9f9f96188ff5074279b60372fe7db0157c7d569 */
import{B as e}from"./chunk-HPPN3HUC.js?v=HPPN3HUC";import"./chunk-B3GU65L6.js?v=B3GU65L6";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-4UHXZDSI.js?v=4UHXZDSI");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
