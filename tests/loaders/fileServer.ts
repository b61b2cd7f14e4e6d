import {createServer, type IncomingMessage, type Server, type ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";

/** What a server does with one address. `time` counts the GET requests for it from 1. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, time: number) => void;

/** A server on this machine that stands in for the internet: an address for each behaviour. */
export interface FileServer {
  readonly url: string;
  /** GET requests so far, each with the Range it asked for. */
  readonly requests: {readonly path: string; readonly range: string | undefined}[];
  close(): Promise<void>;
}

export async function fileServer(behaviours: Readonly<Record<string, Behaviour>>): Promise<FileServer> {
  const requests: {path: string; range: string | undefined}[] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    const behaviour = behaviours[path];
    if (request.method === "HEAD") return void response.writeHead(behaviour === undefined ? 404 : 200).end();
    requests.push({path, range: request.headers.range});
    if (behaviour === undefined) return void response.writeHead(404).end("not found");
    behaviour(request, response, requests.filter((one) => one.path === path).length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };
}

/** Hands out a file as a good server does: the rest of it to whoever asks for a range. */
export function withRange(content: Uint8Array): Behaviour {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? NaN);
    if (Number.isNaN(from)) {
      response.writeHead(200, {"content-length": content.length}).end(content);
    } else if (from >= content.length) {
      response.writeHead(416, {"content-range": `bytes */${content.length}`}).end();
    } else {
      const rest = content.subarray(from);
      response
        .writeHead(206, {
          "content-length": rest.length,
          "content-range": `bytes ${from}-${content.length - 1}/${content.length}`
        })
        .end(rest);
    }
  };
}

/** Hands out the whole file whatever was asked for. */
export function withoutRange(content: Uint8Array): Behaviour {
  return (_, response) => void response.writeHead(200, {"content-length": content.length}).end(content);
}

/** Announces all of a file, sends this much of it and breaks off, the first so many times; then behaves. */
export function breakingOff(content: Uint8Array, bytes: number, times: number, then = withRange(content)): Behaviour {
  return (request, response, time) => {
    if (time > times) return then(request, response, time);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": content.length - from,
      "content-range": `bytes ${from}-${content.length - 1}/${content.length}`
    });
    response.write(content.subarray(from, from + bytes), () => response.socket?.destroy());
  };
}
