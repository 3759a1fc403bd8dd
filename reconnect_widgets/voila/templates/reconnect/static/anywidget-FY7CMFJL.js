/* Built by page_script/build.mjs from sources sha256:772b913ec999acc236d72ffad98b486b30e07aeaa1b1356484a775eb6a44a195 */
import{B as e}from"./chunk-F7SBSU72.js?v=F7SBSU72";import"./chunk-Y46NWAG2.js?v=Y46NWAG2";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-ZDOYLQ3D.js?v=ZDOYLQ3D");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
