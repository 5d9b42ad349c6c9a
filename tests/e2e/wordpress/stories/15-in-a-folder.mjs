export const title = "A site in a folder of another site's domain is independent: it asks the hub itself, and shares no sessions, accounts or tokens";

const start = (site) => site.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');

export default async ({ alpha, bravo, shop, id, newVisitor, expect }) => {
  const person = await alpha.person(id);
  const local = await shop.person(`${id}-local`, { verified: false });

  // $_SESSION: browsers also send the domain's cookie to the folder, where it is invalid.
  const visitor = await newVisitor();
  const counts = async (site) => (await visitor.context.request.get(site.at('?counter=up'))).json();
  const [first, second, inFolder, third] = [await counts(bravo), await counts(bravo), await counts(shop), await counts(bravo)];
  expect.equal([first, second, inFolder, third].map(({ count }) => count), [1, 2, 1, 3], 'counts at the domain, there, in the folder, at the domain');
  expect.isTrue(inFolder.id !== first.id, 'the folder has a separate session');
  const paths = (await visitor.context.cookies()).filter(({ name }) => name === 'PHPSESSID').map((cookie) => cookie.path);
  expect.equal(paths.sort(), ['/', '/shop/'], 'paths of the session cookies');

  // Requests to the hub from the domain and from the folder.
  const asked = async (site) => {
    visitor.requests.length = 0;
    expect.equal(await visitor.who(site), 'nobody', `who is signed in at ${site.name}`);
    return visitor.requests.filter(({ url }) => url.startsWith(alpha.origin) && /usersync=ask/.test(url)).length;
  };
  expect.equal([await asked(bravo), await asked(bravo), await asked(shop), await asked(shop)], [1, 0, 1, 0], 'requests from the domain and from the folder');

  // Tokens.
  await visitor.signsInDirectly(alpha, person);
  const [mine, other] = [await visitor.intercepts(start(bravo)), await visitor.intercepts(start(shop))];
  expect.equal([mine.action, other.action].map((url) => url.split('/wp-login')[0]), [bravo.url, shop.url], 'where the hub sends its responses');
  expect.match(await visitor.posts(alpha.origin, { ...other, fields: mine.fields }), /started in another browser/, "what the folder shows for the domain's token and state");
  expect.match(await visitor.posts(alpha.origin, { ...other, fields: { ...other.fields, token: mine.fields.token } }), /Reason: unknown_key/, "what the folder shows for the domain's token");
  await visitor.page.goto(shop.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), 'nobody', 'who is signed in in the folder');

  // Accounts.
  await visitor.signsInDirectly(shop, local);
  await visitor.opens(start(bravo));
  expect.equal([await visitor.who(bravo), await visitor.who(shop)], [id, local.login], 'who is signed in at the domain, and in the folder');
  await visitor.signsOut(bravo);
  expect.equal([await visitor.who(bravo), await visitor.who(shop)], ['nobody', local.login], 'who is signed in after the logout at the domain');
};
