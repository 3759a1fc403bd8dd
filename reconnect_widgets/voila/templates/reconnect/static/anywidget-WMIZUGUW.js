/* Built by page_script/build.mjs from sources sha256:e9c441581db2e9288aef0ec486e6aaed40597d714fb0712ea718bdca4bdcd548 */
import{B as e}from"./chunk-POPIYAU5.js?v=POPIYAU5";import"./chunk-CH3HYZ7O.js?v=CH3HYZ7O";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-H3MARGP4.js?v=H3MARGP4");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
