/* Built by page_script/build.mjs from sources sha256:2bffa30379526798f5dd60a915542aa7ed367cc16479f70e8e5a5874faaf2308 */
import{B as e}from"./chunk-KX7AVXHV.js?v=KX7AVXHV";import"./chunk-QMZUIRFE.js?v=QMZUIRFE";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-U2TCX4U4.js?v=U2TCX4U4");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
