/* Built by page_script/build.mjs from sources sha256:085b457370026702b6fb98c74f582567ee15a3da01f41efaed0f969a3763e3f8 */
function e(o){let t="";for(let r of o)t+=String.fromCharCode(r);return btoa(t)}var a=o=>Uint8Array.from(atob(o),t=>t.charCodeAt(0));export{e as a,a as b};
