// Sends a request without a browser, from another loopback address than the browser's.
import https from 'node:https';

export function from(address, url, { method = 'GET', headers = {}, body = '' } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) }, localAddress: address }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => { text += part; });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
