export const title = 'Of 50 increments of one $_SESSION at a time, 50 count';
export const variants = ['MariaDB', 'Redis'];
export const alone = 'twins'; // one of them asks in a network of its own at romeo

export default async ({ charlie, romeo, arrives, expect, variant }) => {
  const site = variant === 'Redis' ? romeo : charlie;
  const visitor = await arrives();
  await visitor.opens(site.at());
  const first = JSON.parse((await visitor.fetches(site.at('?counter=up'))).text);  // who stores nothing has no session yet
  expect.equal(first.handler, 'usersync', 'the handler in force');
  await visitor.page.evaluate((url) => Promise.all(Array.from({ length: 50 }, () => fetch(url))), site.at('?counter=up'));
  const last = JSON.parse((await visitor.fetches(site.at('?counter=read'))).text);
  expect.equal(last, { ...first, count: 51 }, 'after 50 more requests at once');
};
