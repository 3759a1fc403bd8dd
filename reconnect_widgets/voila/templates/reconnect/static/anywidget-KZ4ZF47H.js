/* Built by page_script/build.mjs from sources sha256:d907daf3d45a5c3dab16b52e6337ea4b3180044525b5e33106b6346d85e80b40 */
import{B as e}from"./chunk-JFQ3PZKF.js?v=JFQ3PZKF";import"./chunk-IFI5ZMGN.js?v=IFI5ZMGN";var a;globalThis.define=(o,i)=>{a=i(e)};await import("./dist-UAOECAU3.js?v=UAOECAU3");delete globalThis.define;var{AnyModel:l,AnyView:t}=a;export{l as AnyModel,t as AnyView};
