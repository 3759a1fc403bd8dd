/* Built by page_script/build.mjs from sources sha256:317faec1fc3f066ef08166909af99ebc5e0750a0aad45e359d7f6378258bb9bc */
import{B as e}from"./chunk-OUEPTHAZ.js?v=OUEPTHAZ";import"./chunk-DI7GCUVH.js?v=DI7GCUVH";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-JWDRX53V.js?v=JWDRX53V");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
