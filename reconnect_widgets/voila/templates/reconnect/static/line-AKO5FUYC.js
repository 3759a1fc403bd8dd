/* Built by page_script/build.mjs from sources sha256:78cbd7ebaf3150e29b4cd4e7f79940d8966428cf9e6a6495778ea0d8edf64b2d */
import{a,b,c}from"./chunk-7CE6ETV4.js?v=7CE6ETV4";import"./chunk-B7OQ562Z.js?v=B7OQ562Z";import"./chunk-BYFI4JK6.js?v=BYFI4JK6";export{a as Line,c as onWidgetOpened,b as openComm};
