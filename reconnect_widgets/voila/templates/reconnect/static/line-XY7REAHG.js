/* Built by page_script/build.mjs from sources sha256:51ca28d97b7f1578a7480f2a3e72eb514655be67eead5041ccb1fbde58077c88 */
import{a,b,c}from"./chunk-KJOXKYED.js?v=KJOXKYED";import"./chunk-F2L5MSDO.js?v=F2L5MSDO";import"./chunk-HJ5DAOD5.js?v=HJ5DAOD5";export{a as Line,c as onWidgetOpened,b as openComm};
