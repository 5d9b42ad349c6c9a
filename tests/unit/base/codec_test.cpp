#include "base/codec.h"

#include <doctest/doctest.h>

using namespace usersync;

TEST_CASE("numbers are written big-endian and read back") {
  Bytes bytes;
  Writer writer(bytes);
  writer.u8(0x01);
  writer.u16(0x0203);
  writer.u64(0x0405060708090a0bULL);
  writer.bytes(view_of("end"));
  CHECK(bytes == Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 'e', 'n', 'd'});

  Reader reader(bytes);
  CHECK(reader.u8() == 0x01);
  CHECK(reader.u16() == 0x0203);
  CHECK(reader.u64() == 0x0405060708090a0bULL);
  CHECK(text_of(reader.rest()) == "end");
  CHECK(text_of(*reader.bytes(3)) == "end");
  CHECK(reader.rest().empty());
}

TEST_CASE("the largest numbers survive") {
  Bytes bytes;
  Writer writer(bytes);
  writer.u8(0xff);
  writer.u16(0xffff);
  writer.u64(~0ULL);
  Reader reader(bytes);
  CHECK(reader.u8() == 0xff);
  CHECK(reader.u16() == 0xffff);
  CHECK(reader.u64() == ~0ULL);
}

TEST_CASE("a reader that failed once gives nothing more, not even what is left") {
  const Bytes bytes = {1, 2, 3};
  Reader reader(bytes);
  CHECK(reader.u8() == 1);
  CHECK_FALSE(reader.u64());
  CHECK_FALSE(reader.u8());
  CHECK_FALSE(reader.bytes(0));
  CHECK(reader.rest().empty());
}

TEST_CASE("nothing can be read from nothing, except nothing") {
  CHECK(Reader({}).bytes(0)->empty());
  CHECK_FALSE(Reader({}).u8());
  CHECK_FALSE(Reader({}).u16());
  CHECK_FALSE(Reader({}).u64());
}
