// A temporary network between two sites that are not paired yet.

// Pairs `hub` and `member` while `story` runs.
export async function paired(network, hub, member, story) {
  const key = await hub.php('return usersync_key_generate();');
  const pair = (site, peer) => site.php(`
    UserSync\\Plugin\\Network\\NetworkStore::add_peer($with['network'], $with['hub'], $with['peer'], $with['key'], ['login', 'logout']);
    UserSync\\Plugin\\Network\\HealthCheck::check_all();
    return true;`, { network, hub: hub.url, peer: peer.url, key });
  await pair(hub, member);
  await pair(member, hub);
  await pair(hub, member); // now the member knows the hub
  try {
    await story();
  } finally {
    for (const site of [hub, member]) await site.php('UserSync\\Plugin\\Network\\NetworkStore::remove($with["network"]); return true;', { network });
  }
}
