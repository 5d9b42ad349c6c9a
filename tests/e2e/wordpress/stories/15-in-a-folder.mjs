export const title = "A site in a folder of another's domain is a site of its own: it asks for itself, and shares neither sessions nor accounts nor tokens";

const start = (site) => site.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');

export default async ({ alpha, bravo, shop, id, arrives, expect }) => {
  const person = await alpha.person(id);
  const local = await shop.person(`${id}-local`, { verified: false });

  // $_SESSION: the domain's cookie reaches the folder too, and opens nothing there.
  const visitor = await arrives();
  const counts = async (site) => (await visitor.context.request.get(site.at('?counter=up'))).json();
  const [first, second, inFolder, third] = [await counts(bravo), await counts(bravo), await counts(shop), await counts(bravo)];
  expect.equal([first, second, inFolder, third].map(({ count }) => count), [1, 2, 1, 3], 'counts at the domain, there, in the folder, at the domain');
  expect.truth(inFolder.id !== first.id, 'the folder has a session of its own');
  const paths = (await visitor.context.cookies()).filter(({ name }) => name === 'PHPSESSID').map((cookie) => cookie.path);
  expect.equal(paths.sort(), ['/', '/shop/'], 'where the cookies of sessions go');

  // The question: asked at the domain, asked in the folder.
  const asked = async (site) => {
    visitor.requests.length = 0;
    expect.equal(await visitor.who(site), 'nobody', `who is signed in at ${site.name}`);
    return visitor.requests.filter(({ url }) => url.startsWith(alpha.origin) && /usersync=ask/.test(url)).length;
  };
  expect.equal([await asked(bravo), await asked(bravo), await asked(shop), await asked(shop)], [1, 0, 1, 0], 'questions at the domain and in the folder');

  // Tokens.
  await visitor.isIn(alpha, person);
  const [his, other] = [await visitor.intercepts(start(bravo)), await visitor.intercepts(start(shop))];
  expect.equal([his.action, other.action].map((url) => url.split('/wp-login')[0]), [bravo.url, shop.url], 'where the hub sends its answers');
  expect.match(await visitor.posts(alpha.origin, { ...other, fields: his.fields }), /begun in another browser/, "what the folder says to the domain's token and state");
  expect.match(await visitor.posts(alpha.origin, { ...other, fields: { ...other.fields, token: his.fields.token } }), /Reason: unknown_key/, "what the folder says to the domain's token");
  await visitor.page.goto(shop.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), 'nobody', 'who is signed in in the folder');

  // Accounts.
  await visitor.isIn(shop, local);
  await visitor.opens(start(bravo));
  expect.equal([await visitor.who(bravo), await visitor.who(shop)], [id, local.login], 'who is signed in at the domain, and in the folder');
  await visitor.signsOut(bravo);
  expect.equal([await visitor.who(bravo), await visitor.who(shop)], ['nobody', local.login], 'who is signed in after he signed out at the domain');
};
