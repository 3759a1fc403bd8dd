/* Built by page_script/build.mjs from sources sha256:237563d2cba9fe4809b41deb958e9fc86359d76aa4dbddd83a50be97e3044c32 */
function e(o){let t="";for(let r of o)t+=String.fromCharCode(r);return btoa(t)}var a=o=>Uint8Array.from(atob(o),t=>t.charCodeAt(0));export{e as a,a as b};
