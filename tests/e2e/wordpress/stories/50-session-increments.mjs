export const title = '50 simultaneous increments of one $_SESSION are all counted';
export const variants = ['MariaDB', 'Redis'];
export const alone = 'twins'; // other stories of this group use romeo

export default async ({ charlie, romeo, newVisitor, expect, variant }) => {
  const site = variant === 'Redis' ? romeo : charlie;
  const visitor = await newVisitor();
  await visitor.opens(site.at());
  const first = JSON.parse((await visitor.fetches(site.at('?counter=up'))).text);  // creates the session
  expect.equal(first.handler, 'usersync', 'the handler in use');
  await visitor.page.evaluate((url) => Promise.all(Array.from({ length: 50 }, () => fetch(url))), site.at('?counter=up'));
  const last = JSON.parse((await visitor.fetches(site.at('?counter=read'))).text);
  expect.equal(last, { ...first, count: 51 }, 'after 50 more requests at once');
};
