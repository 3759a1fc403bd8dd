/* Built by page_script/build.mjs from sources sha256:0ae3b52199de92b8bd1e9658d85776721218e67715a078f22410adf0edf5a587 */
function e(o){let t="";for(let r of o)t+=String.fromCharCode(r);return btoa(t)}var a=o=>Uint8Array.from(atob(o),t=>t.charCodeAt(0));export{e as a,a as b};
