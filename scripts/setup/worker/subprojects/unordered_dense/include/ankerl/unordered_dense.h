// The part of ankerl::unordered_dense that mediasoup-worker uses, on the standard containers, whose
// iterators and references stay valid for at least as long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	// The worker combines the hashes of addresses and ports into one, so they must spread their bits, which
	// the standard library's identity hash of an integer does not. This is the finaliser of SplitMix64
	// (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
	template<typename T>
	struct hash
	{
		size_t operator()(const T& value) const noexcept
		{
			if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
			{
				auto x = static_cast<uint64_t>(value) + 0x9e3779b97f4a7c15;

				x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
				x = (x ^ (x >> 27)) * 0x94d049bb133111eb;

				return x ^ (x >> 31);
			}
			else
			{
				return std::hash<T>{}(value);
			}
		}
	};

	template<typename K, typename V, typename H = hash<K>, typename E = std::equal_to<K>>
	using map = std::unordered_map<K, V, H, E>;

	template<typename K, typename H = hash<K>, typename E = std::equal_to<K>>
	using set = std::unordered_set<K, H, E>;
} // namespace ankerl::unordered_dense
