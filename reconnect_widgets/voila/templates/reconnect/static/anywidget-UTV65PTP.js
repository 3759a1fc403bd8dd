/* Built by page_script/build.mjs from sources sha256:9e0abf57689cb28ce0562aae2bfa4c5e3a6b439b2fdc692c7bab5ab7e5908c85 */
import{B as e}from"./chunk-7YBTRRZT.js?v=7YBTRRZT";import"./chunk-OQFEW33S.js?v=OQFEW33S";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-DJY3PXO5.js?v=DJY3PXO5");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
