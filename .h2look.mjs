import {chromium} from "playwright-core";import {createServer} from "node:http";import {readFileSync,existsSync} from "node:fs";import {gzipSync} from "node:zlib";
const dir=process.argv[2], steps=process.argv[3]??"all";
const types={js:"text/javascript",wasm:"application/wasm",html:"text/html",css:"text/css",json:"application/json"};
const s=createServer((q,r)=>{let p=decodeURIComponent(q.url.split("?")[0]);let f=dir+p;if(!existsSync(f)&&existsSync(f+".html"))f+=".html";try{const b=readFileSync(f);r.setHeader("content-type",types[f.split(".").pop()]??"application/octet-stream");r.setHeader("content-length",b.length);r.end(b)}catch{console.log("404",p);r.statusCode=404;r.end()}}).listen(0);
const base=`http://localhost:${s.address().port}`;
const b=await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"]});
async function look(name,{width,height,dark,query="",press,cancel}){
 const c=await b.newContext({viewport:{width,height},colorScheme:dark?"dark":"light"});const p=await c.newPage();
 p.on("console",m=>{if(m.type()==="error"||m.type()==="warning")console.log(name,"C",m.text())});p.on("pageerror",e=>console.log(name,"E",e.message));
 p.on("request",r=>{if(!r.url().startsWith(base)&&!r.url().startsWith("data:")&&!r.url().startsWith("blob:"))console.log("OUT",r.url())});
 await p.goto(`${base}/rerun${query}`);await p.waitForSelector(".rerun .button",{timeout:10000});await p.waitForTimeout(600);
 if(press){const t=Date.now();await p.click(".rerun .button >> nth=0");
  if(cancel){await p.waitForTimeout(cancel);await p.screenshot({path:`/tmp/h2shots/${name}-mid.png`,fullPage:true});await p.click(".rerun .button >> nth=1");await p.waitForTimeout(300);console.log(name,await p.textContent(".rerun-status"));}
  else{await p.waitForFunction(()=>/Done|failed|could not/.test(document.querySelector(".rerun-status")?.textContent??"")&&!document.querySelector(".rerun-status").textContent.includes("Fetching"),null,{timeout:60000});console.log(name,Date.now()-t,await p.textContent(".rerun-status"));await p.waitForTimeout(1500);
  console.log(await p.textContent("h1 + p"));console.log((await p.$$eval(".rerun-phases li",l=>l.map(x=>x.textContent.trim().replace(/\s+/g," ")))).join(" | "));console.log((await p.$$eval(".rerun table tbody tr",l=>l.map(x=>x.textContent.trim().replace(/\s+/g," ")))).join("\n"))}}
 await p.screenshot({path:`/tmp/h2shots/${name}.png`,fullPage:true});
 await c.close();}
import {mkdirSync} from "node:fs";mkdirSync("/tmp/h2shots",{recursive:true});
await look("wide",{width:1280,height:900});
await look("wide-run",{width:1280,height:900,press:true});
if(steps==="all"){
await look("phone-dark",{width:390,height:844,dark:true});
await look("phone-dark-gap",{width:390,height:844,dark:true,query:"?gap=45",press:true});
await look("wide-dark-gap",{width:1280,height:900,dark:true,query:"?gap=45&split=months",press:true});
await look("cancel",{width:1280,height:900,press:true,cancel:1500});}
await b.close();s.close();
