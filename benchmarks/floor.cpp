// The floor: statuses of API v1.1 parsed by simdjson, each thread over a range of bytes, the
// columns that casekit keeps written as plain binary files. Nothing is checked, sorted or told.
//
//   g++ -O3 -march=native -std=c++17 floor.cpp -lsimdjson -lpthread -o floor
//   ./floor statuses.jsonl folder 2

#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <thread>
#include <vector>

using namespace simdjson;

struct Texts {
  std::string bytes;
  std::vector<int64_t> ends{0};
  void add(std::string_view text) {
    bytes.append(text);
    ends.push_back(static_cast<int64_t>(bytes.size()));
  }
};

constexpr int64_t NONE = INT64_MIN;

struct Columns {
  Texts post, account, name, parent, quoted, text, lang;
  std::vector<int64_t> at, followers, likes, reposts, replies, verified, kind;
};

static std::string_view text_of(ondemand::value value) {
  std::string_view text;
  return value.get_string().get(text) ? std::string_view{} : text;
}

static int64_t number_of(ondemand::value value) {
  int64_t number;
  return value.get_int64().get(number) ? NONE : number;
}

// "Mon Sep 02 18:00:00 +0000 2013" in seconds since 1970
static int64_t time_of(std::string_view text) {
  if (text.size() != 30) return NONE;
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  auto two = [&](int at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  int month = 1;
  while (month < 12 && std::memcmp(months + 3 * (month - 1), text.data() + 4, 3)) ++month;
  int year = two(26) * 100 + two(28) - (month <= 2);
  int era_year = year % 400, days = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + two(8) - 1;
  int64_t day = year / 400 * 146097LL + era_year * 365 + era_year / 4 - era_year / 100 + days - 719468;
  return day * 86400 + two(11) * 3600 + two(14) * 60 + two(17);
}

static void add(ondemand::object status, Columns &to) {
  std::string_view post, account, name, parent, quoted, text, lang;
  int64_t at = NONE, followers = NONE, likes = NONE, reposts = NONE, replies = NONE;
  int64_t verified = NONE, kind = 0;
  for (auto field : status) {
    std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "id_str") post = text_of(value);
    else if (key == "created_at") at = time_of(text_of(value));
    else if (key == "text" || key == "full_text") text = text_of(value);
    else if (key == "lang") lang = text_of(value);
    else if (key == "in_reply_to_status_id_str") parent = text_of(value);
    else if (key == "quoted_status_id_str") quoted = text_of(value);
    else if (key == "favorite_count") likes = number_of(value);
    else if (key == "retweet_count") reposts = number_of(value);
    else if (key == "reply_count") replies = number_of(value);
    else if (key == "user") {
      for (auto part : value.get_object()) {
        std::string_view inner = part.unescaped_key();
        ondemand::value of = part.value();
        if (inner == "id_str") account = text_of(of);
        else if (inner == "screen_name") name = text_of(of);
        else if (inner == "followers_count") followers = number_of(of);
        else if (inner == "verified") verified = bool(of.get_bool());
      }
    } else if (key == "retweeted_status") {
      size_t before = to.post.ends.size();
      add(value.get_object(), to);
      size_t first = before - 1;
      parent = std::string_view(to.post.bytes).substr(
          to.post.ends[first], to.post.ends[before] - to.post.ends[first]);
      kind = 1;
    }
  }
  std::string kept(parent);  // it may lie in the column that grows now
  to.post.add(post), to.account.add(account), to.name.add(name), to.parent.add(kept);
  to.quoted.add(quoted), to.text.add(text), to.lang.add(lang);
  to.at.push_back(at), to.followers.push_back(followers), to.likes.push_back(likes);
  to.reposts.push_back(reposts), to.replies.push_back(replies);
  to.verified.push_back(verified), to.kind.push_back(kind);
}

static void parse(const char *data, size_t start, size_t stop, size_t size, Columns &to) {
  ondemand::parser parser;
  std::string line;
  size_t place = start;
  if (start) place = static_cast<const char *>(memchr(data + start - 1, '\n', size - start + 1)) - data + 1;
  while (place < stop) {
    const void *found = memchr(data + place, '\n', size - place);
    size_t end = found ? static_cast<const char *>(found) - data : size;
    line.assign(data + place, end - place);
    line.append(SIMDJSON_PADDING, ' ');
    auto status = parser.iterate(line.data(), end - place, line.size());
    add(status.get_object(), to);
    place = end + 1;
  }
}

template <typename T> static void write(const std::string &path, const std::vector<T> &values) {
  FILE *out = fopen(path.c_str(), "wb");
  fwrite(values.data(), sizeof(T), values.size(), out);
  fclose(out);
}

static void write(const std::string &path, const Texts &texts) {
  FILE *out = fopen((path + ".bytes").c_str(), "wb");
  fwrite(texts.bytes.data(), 1, texts.bytes.size(), out);
  fclose(out);
  write(path + ".ends", texts.ends);
}

int main(int count, char **words) {
  if (count != 4) return 2;
  int file = open(words[1], O_RDONLY);
  struct stat state;
  fstat(file, &state);
  size_t size = state.st_size, threads = std::stoul(words[3]);
  auto *data = static_cast<const char *>(mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0));
  std::vector<Columns> made(threads);
  std::vector<std::thread> running;
  for (size_t n = 0; n < threads; ++n)
    running.emplace_back([&, n] {
      Columns &mine = made[n];
      parse(data, size * n / threads, size * (n + 1) / threads, size, mine);
      std::string to = std::string(words[2]) + "/" + std::to_string(n) + ".";
      write(to + "post", mine.post), write(to + "account", mine.account);
      write(to + "name", mine.name), write(to + "parent", mine.parent);
      write(to + "quoted", mine.quoted), write(to + "text", mine.text);
      write(to + "lang", mine.lang), write(to + "at", mine.at);
      write(to + "followers", mine.followers), write(to + "likes", mine.likes);
      write(to + "reposts", mine.reposts), write(to + "replies", mine.replies);
      write(to + "verified", mine.verified), write(to + "kind", mine.kind);
    });
  for (auto &thread : running) thread.join();
  size_t rows = 0;
  for (auto &each : made) rows += each.at.size();
  printf("%zu rows\n", rows);
}
