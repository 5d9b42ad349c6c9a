# shellcheck shell=bash disable=SC2034  # for whoever sources it
# Sourced. The sites of the test bed: name, host, path. alpha, bravo, charlie, shop (a folder of bravo's domain) and romeo (sessions in
# Redis) share the network main. delta and echo have a separate network, for stories in which a site is down. mike and november have one
# that is defined in a file. zulu has no plugins at first. lima is a multisite.
sites=(
  "alpha alpha.test"
  "bravo bravo.test"
  "charlie charlie.test"
  "shop bravo.test /shop"
  "delta delta.test"
  "echo echo.test"
  "romeo romeo.test"
  "mike mike.test"
  "november november.test"
  "zulu zulu.test"
  "lima lima.test"
)
# Blogs of a multisite with their own hosts: name, host, the multisite.
blogs=(
  "kilo kilo.test lima"
)
# BED_SITES="alpha bravo": these alone.
if [[ -n ${BED_SITES:-} ]]; then
  chosen=()
  for site in "${sites[@]}"; do
    [[ " $BED_SITES " != *" ${site%% *} "* ]] || chosen+=("$site")
  done
  sites=("${chosen[@]}")
  [[ " $BED_SITES " == *" lima "* ]] || blogs=()
fi
hosts=$(printf '%s\n' "${sites[@]}" "${blogs[@]}" | cut -d' ' -f2 | sort -u)
blogs_of() {  # blogs_of HOST: the hosts of the blogs that the site of that host serves
  local blog host multisite
  for blog in "${blogs[@]}"; do
    read -r _ host multisite <<<"$blog"
    if [[ $1 == "$multisite.test" ]]; then echo "$host"; fi
  done
}
# name, hub, members
bed_networks=(
  "main alpha bravo charlie shop romeo"
  "twins delta echo"
)
# The network that is defined in a file: name, hub, member.
bed_file_network="strict mike november"
address=127.0.66.1
