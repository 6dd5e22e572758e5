// The part of the libsrtp 3 API that mediasoup-worker uses, on libsrtp 2: no distribution packages
// libsrtp 3 yet. Version 3 hides the policy behind a handle, takes key and salt apart, and transforms from
// one buffer into another of a stated capacity; version 2 has a public policy, takes key and salt as one
// string, and transforms in place.
#pragma once

// The two versions give this name to different types.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string.h> // explicit_bzero() is no part of <cstring>.

// New in version 3. Both lie within the range of the enumeration's underlying 5 bits.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace srtp3_on_srtp2
{
	// Lengths are `int` in version 2; no UDP datagram and no framed TCP packet (RFC 4571) is longer.
	inline constexpr size_t MaxPacketLength{ 65535 };

	// What protecting may write past the end of the packet (libsrtp 2's srtp.h, at srtp_protect() and at
	// srtp_protect_rtcp()).
	inline constexpr size_t RtpTrailerLength{ SRTP_MAX_TRAILER_LEN };
	inline constexpr size_t RtcpTrailerLength{ SRTP_MAX_TRAILER_LEN + 4 };

	struct Policy
	{
		srtp2_policy_t policy{};
		srtp_profile_t profile{ srtp_profile_reserved };
		// Master key, then master salt. `policy.key` points here once it is set.
		uint8_t key[SRTP_MAX_KEY_LEN]{};

		Policy()                         = default;
		Policy(const Policy&)            = delete;
		Policy& operator=(const Policy&) = delete;

		~Policy()
		{
			explicit_bzero(this->key, sizeof(this->key));
		}
	};

	using Transform = srtp_err_status_t (*)(srtp_t session, void* packet, int* length);

	// Copies the packet into `out` and transforms it there. `growth` is what the transform may write past
	// the packet's end. `*outLength` is the capacity of `out` before, the length of the result after.
	inline srtp_err_status_t TransformInto(
	  Transform transform,
	  srtp_t session,
	  const uint8_t* in,
	  size_t inLength,
	  uint8_t* out,
	  size_t* outLength,
	  size_t growth)
	{
		if (inLength > MaxPacketLength)
		{
			return srtp_err_status_bad_param;
		}

		if (*outLength < inLength + growth)
		{
			return srtp_err_status_buffer_small;
		}

		if (out != in)
		{
			std::memmove(out, in, inLength);
		}

		auto length       = static_cast<int>(inLength);
		const auto status = transform(session, out, &length);

		if (status == srtp_err_status_ok)
		{
			*outLength = static_cast<size_t>(length);
		}

		return status;
	}
} // namespace srtp3_on_srtp2

using srtp_policy_t = srtp3_on_srtp2::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) srtp3_on_srtp2::Policy;

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

// Fails if the library was built without the profile's cipher (AES-GCM).
inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	policy->profile = profile;

	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

// To be called once, after srtp_policy_set_profile(). Master key identifiers are not supported.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLength,
  const uint8_t* salt,
  size_t saltLength,
  const uint8_t* mki,
  size_t mkiLength)
{
	if (policy->policy.key || mki || mkiLength != 0)
	{
		return srtp_err_status_bad_param;
	}

	if (
	  keyLength == 0 || keyLength != srtp_profile_get_master_key_length(policy->profile) ||
	  saltLength != srtp_profile_get_master_salt_length(policy->profile) ||
	  keyLength + saltLength > sizeof(policy->key) ||
	  keyLength + saltLength != static_cast<size_t>(policy->policy.rtp.cipher_key_len))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLength);
	std::memcpy(policy->key + keyLength, salt, saltLength);
	policy->policy.key = policy->key;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t windowSize)
{
	policy->policy.window_size = windowSize;

	return srtp_err_status_ok;
}

// Version 2 derives the session keys here and keeps no pointer into the policy.
inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	// Without a key version 2 would look for a list of keys with identifiers.
	if (!policy->policy.key)
	{
		return srtp_err_status_bad_param;
	}

	const srtp2_policy_t* policy2 = &policy->policy;

	return srtp_create(session, policy2);
}

// The SSRC is in network byte order in both versions.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLength, uint8_t* srtp, size_t* srtpLength, size_t mkiIndex)
{
	using namespace srtp3_on_srtp2;

	if (mkiIndex != 0)
	{
		return srtp_err_status_bad_mki;
	}

	return TransformInto(srtp_protect, session, rtp, rtpLength, srtp, srtpLength, RtpTrailerLength);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLength, uint8_t* srtcp, size_t* srtcpLength, size_t mkiIndex)
{
	using namespace srtp3_on_srtp2;

	if (mkiIndex != 0)
	{
		return srtp_err_status_bad_mki;
	}

	return TransformInto(srtp_protect_rtcp, session, rtcp, rtcpLength, srtcp, srtcpLength, RtcpTrailerLength);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLength, uint8_t* rtp, size_t* rtpLength)
{
	using namespace srtp3_on_srtp2;

	return TransformInto(srtp_unprotect, session, srtp, srtpLength, rtp, rtpLength, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLength, uint8_t* rtcp, size_t* rtcpLength)
{
	using namespace srtp3_on_srtp2;

	return TransformInto(srtp_unprotect_rtcp, session, srtcp, srtcpLength, rtcp, rtcpLength, 0);
}
