/* Built by page_script/build.mjs from sources sha256:daa8b4ac99e11a5c52bef0c0786589e81e6e0507d5494475761adbaf68a978c5 */
import{B as e}from"./chunk-KOGSDOCR.js?v=KOGSDOCR";import"./chunk-NGAF6DFE.js?v=NGAF6DFE";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-W5FDVGBR.js?v=W5FDVGBR");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
