// TCP proxies in front of a port, pinned to the core of the proxy: Squall's own, HAProxy, nginx.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { end, freePort, startOn, waitForPort } from './machine.mjs';

export const kProxyCore = 1;

async function inFolder(name, start) {
  const folder = mkdtempSync(join(tmpdir(), `squall-${name}-`));
  const port = await freePort();
  const program = start(folder, port);
  await waitForPort(port);
  const stop = async () => {
    await end(program);
    rmSync(folder, { recursive: true });
  };
  return { name, port, pid: program.child.pid, stop };
}

/** tests/bench/lone_proxy.cpp: the fault proxy without a toxic. */
export async function startSquallProxy(binary, target) {
  const program = startOn(kProxyCore, [binary, String(target)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [, port] = await program.printed(/^(\d+)$/m);
  return { name: 'squall', port: Number(port), pid: program.child.pid, stop: () => end(program) };
}

const haproxyConfig = (port, target) => `
global
  nbthread 1
  maxconn 2000
  noreuseport
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen proxy
  bind 127.0.0.1:${port}
  server target 127.0.0.1:${target}
`;

/** HAProxy in TCP mode, with its defaults. */
export const startHaproxy = (target) => inFolder('haproxy', (folder, port) => {
  writeFileSync(join(folder, 'haproxy.cfg'), haproxyConfig(port, target));
  return startOn(kProxyCore, ['haproxy', '-db', '-f', join(folder, 'haproxy.cfg')]);
});

const nginxConfig = (folder, port, target) => `
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 18000; }
stream {
  server {
    listen 127.0.0.1:${port} backlog=4096;
    proxy_pass 127.0.0.1:${target};
  }
}
`;

/** nginx's stream module, with its defaults. */
export const startNginxStream = (target) => inFolder('nginx-stream', (folder, port) => {
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, port, target));
  return startOn(kProxyCore, ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')]);
});
