export const title = 'Who stores nothing gets no session cookie, and his page stays cacheable';

export const variants = ['MariaDB', 'Redis'];
export const alone = 'twins'; // one of them asks in a network of its own at romeo

export default async ({ alpha, romeo, arrives, expect, variant }) => {
  const site = variant === 'Redis' ? romeo : alpha;
  const visitor = await arrives();
  const sessions = async () => (await visitor.cookies(site)).filter((cookie) => cookie.name === 'PHPSESSID');
  const read = await visitor.context.request.get(site.at('?counter=read'));
  expect.equal((await read.json()).count, 0, 'a plugin that starts a session and writes nothing');
  expect.equal(await sessions(), [], 'its cookies');
  const front = await visitor.context.request.get(site.at());
  expect.truth(!('set-cookie' in front.headers()), 'the front page sets no cookie');
  expect.lacks(front.headers()['cache-control'] ?? '', 'no-store', 'the front page');

  await visitor.context.request.get(site.at('?counter=up'));
  const [cookie] = await sessions();
  expect.truth(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax', 'the cookie of who stores something is guarded');
  expect.equal((await (await visitor.context.request.get(site.at('?counter=up'))).json()).count, 2, 'and his count goes on');
};
