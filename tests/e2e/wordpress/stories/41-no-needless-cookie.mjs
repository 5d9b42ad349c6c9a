export const title = 'A visitor without session data gets no session cookie, and the page stays cacheable';

export const variants = ['MariaDB', 'Redis'];
export const alone = 'twins'; // other stories of this group use romeo

export default async ({ alpha, romeo, newVisitor, expect, variant }) => {
  const site = variant === 'Redis' ? romeo : alpha;
  const visitor = await newVisitor();
  const sessions = async () => (await visitor.cookies(site)).filter((cookie) => cookie.name === 'PHPSESSID');
  const read = await visitor.context.request.get(site.at('?counter=read'));
  expect.equal((await read.json()).count, 0, 'a plugin that starts a session and writes nothing');
  expect.equal(await sessions(), [], 'its cookies');
  const front = await visitor.context.request.get(site.at());
  expect.isTrue(!('set-cookie' in front.headers()), 'the front page sets no cookie');
  expect.lacks(front.headers()['cache-control'] ?? '', 'no-store', 'the front page');

  await visitor.context.request.get(site.at('?counter=up'));
  const [cookie] = await sessions();
  expect.isTrue(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax', 'the session cookie is protected');
  expect.equal((await (await visitor.context.request.get(site.at('?counter=up'))).json()).count, 2, 'the counter continues');
};
