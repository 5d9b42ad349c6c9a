// delta is the hub of a network with echo, and here a member of another one, whose hub is romeo.
import { paired } from '../browser/network.mjs';

export const title = 'A site of two networks: what came through one stays in it, who signs in at the site itself is known in both';
export const alone = 'twins';

export default async ({ delta, echo, romeo, id, arrives, cookies, expect }) => {
  const network = `second-${cookies}`;
  await paired(network, romeo, delta, async () => {
    const guest = await romeo.person(`${id}g`);
    const visitor = await arrives();
    await visitor.isIn(romeo, guest);
    expect.equal(await visitor.who(delta), guest.login, 'who came from the other network');
    expect.equal(await visitor.who(echo), 'nobody', 'who is known of him in the network of twins');
    await visitor.opens(echo.at('wp-login.php'));
    await visitor.clicks('.usersync-continue a', /usersync_answer=other_network/);
    expect.match(await visitor.page.innerText('.login'), /from a network that this site does not belong to/, 'what he is told who asks');
    const far = await arrives(); // with a login of his own at echo, which the other network has not seen
    const echoes = await echo.person(`${id}e`, { email: guest.email });
    await far.isIn(echo, echoes);
    await visitor.signsOut(romeo);
    await visitor.becomes(delta, 'nobody');
    expect.equal(await far.who(echo), echoes.login, 'a login of the network of twins after a logout in the other');
    await far.signsOut(echo);

    const owner = await delta.person(`${id}o`);
    const desk = await arrives();
    await desk.isIn(delta, owner);
    expect.equal(await desk.who(delta), owner.login, 'who signed in at the site of both');
    for (const site of [romeo, echo]) expect.equal(await desk.who(site), owner.login, `who is signed in at ${site.name}`);
    await desk.signsOut(delta);
    for (const site of [delta, romeo, echo]) await desk.becomes(site, 'nobody');

    // Looked at before the login, in either network: both are served after it.
    const again = await arrives();
    for (const site of [romeo, echo]) expect.equal(await again.who(site), 'nobody', `nobody yet at ${site.name}`);
    await again.isIn(delta, owner);
    await again.opens(delta.at());
    for (const site of [romeo, echo]) expect.equal(await again.who(site), owner.login, `who is signed in at ${site.name}, looked at before`);
  });
};
