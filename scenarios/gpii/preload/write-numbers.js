// The local flow manager writes its process number to a file as a number, which Node takes no longer
// (since version 14): it would end before it listens. Loaded before it, this writes such a number as
// text.
"use strict";

const fs = require("fs");
const writeFileSync = fs.writeFileSync;

fs.writeFileSync = (file, data, ...rest) =>
    writeFileSync.call(fs, file, typeof data === "number" ? String(data) : data, ...rest);
