// The JSON Schemas of scenario and topology files, as editors use them: an independent validator
// takes every file of this repository, and not one with a mistake.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { validator } from "./json_schema.mjs";

const root = process.env.SQUALL_SOURCE;
const [scenario, topology] = ["scenario", "topology"].map((name) => {
  const made = execFileSync(process.env.SQUALL_BINARY, ["kinds", "--schema", name]);
  return validator(JSON.parse(made));
});

function files_below(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return /^(node_modules|build|squall-runs)$/.test(entry.name) ? [] : files_below(path);
    }
    return entry.name.endsWith(".toml") ? [path] : [];
  });
}

// Python has a reader of TOML in its own library.
function read_toml(files) {
  const script =
    "import json, sys, tomllib\n" +
    "print(json.dumps([tomllib.load(open(file, 'rb')) for file in sys.argv[1:]], default=str))";
  return JSON.parse(execFileSync("python3", ["-c", script, ...files], { cwd: root }));
}

const files = ["scenarios", "tests/fixtures", "tests/bench/peers"].flatMap(files_below);
const documents = read_toml(files);
const is_scenario = (document) =>
  !("service" in document) && ["phase", "extends", "client"].some((key) => key in document);

// Flavours and files of workloads are parts of a topology.
function checked(document) {
  if (is_scenario(document)) return [scenario, document];
  return [topology, { schema: 1, name: "a part", service: [], ...document }];
}

test("there are files of every sort", () => {
  assert.ok(documents.filter(is_scenario).length > 25);
  assert.ok(documents.filter((document) => document.service && document.name).length > 5);
  for (const part of ["flavours", "workloads"])
    assert.ok(files.some((file) => file.includes(part)));
});

files.forEach((file, index) => {
  test(`${file} is valid`, () => {
    const [errors_of, document] = checked(documents[index]);
    assert.equal(errors_of(document), "");
  });
});

test("mistakes are caught, where they are", () => {
  const at = files.findIndex((file) => file.endsWith("couchdb-node-killed.toml"));
  const broken = {
    "/phase/0": (document) => (document.phase[0].fro = "3s"),
    "/phase/0/for": (document) => (document.phase[0].for = "3 parsecs"),
    "/phase/0/kind": (document) => (document.phase[0].kind = "basline"),
    "/gate/0/expr": (document) => (document.gate[0].expr = 99),
    "/schema": (document) => (document.schema = 2),
    "": (document) => (document.titel = "One letter too far"),
  };
  for (const [where, breaking] of Object.entries(broken)) {
    const document = structuredClone(documents[at]);
    breaking(document);
    const errors = scenario(document).split("\n");
    assert.ok(
      errors.some((error) => error.startsWith(`data${where} `)),
      where,
    );
  }
  const service = structuredClone(
    documents[files.findIndex((f) => f === "scenarios/gpii/topology.toml")],
  );
  assert.equal(topology(service), "");
  service.service[0].comand = ["true"];
  assert.notEqual(topology(service), "");
});
