// The GPII servers can't be told which address to listen on, and so would listen on all of them.
// Loaded before such a server (NODE_OPTIONS=--require=…), this fills in 127.0.0.1 wherever
// listen() is called with a port and without a host. Every other form of listen() is left alone.
"use strict";

const { Server } = require("net");
const listen = Server.prototype.listen;
const loopback = "127.0.0.1";

const isPort = (value) => typeof value === "number" || /^\d+$/.test(value);

Server.prototype.listen = function (first, ...rest) {
    if (first === undefined || first === null || typeof first === "function") {
        // listen([callback]): any free port
        return listen.call(this, { port: 0, host: loopback }, ...(first ? [first] : []), ...rest);
    }
    if (typeof first === "object") {
        // listen(options [, callback]); options may also be a handle or a path
        const bare = first.port !== undefined && !first.host;
        return listen.call(this, bare ? { ...first, host: loopback } : first, ...rest);
    }
    if (isPort(first) && typeof rest[0] !== "string") {
        // listen(port [, undefined] [, backlog] [, callback])
        const others = rest[0] === undefined || rest[0] === null ? rest.slice(1) : rest;
        return listen.call(this, first, loopback, ...others);
    }
    return listen.call(this, first, ...rest);
};
