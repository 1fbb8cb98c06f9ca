using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Ocsp;

/// <summary>Extensions of requests and responses (RFC 6960 §4.4), of which we know the nonce and the archive cutoff.</summary>
static class OcspExtensions
{
    /// <summary>Reads the extensions under this tag, if they are there, and gives the nonce, or nothing when there is none.</summary>
    public static Outcome<ReadOnlyMemory<byte>> ReadNonce(AsnReader parts, Asn1Tag tag)
    {
        if (Read(parts, tag, Oids.OcspNonce).Refused(out var why, out var extensions))
            return why;
        if (extensions[Oids.OcspNonce] is not { } extension)
            return ReadOnlyMemory<byte>.Empty;

        var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
        var nonce = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return nonce.Length is >= 1 and <= OcspRequest.MaxNonceOctets
            ? (ReadOnlyMemory<byte>)nonce
            : new Refusal(RefusalCode.Malformed, "Ocsp.nonce-length", nonce.Length, OcspRequest.MaxNonceOctets);
    }

    /// <summary>Reads singleExtensions, if they are there, and gives the archive cutoff (RFC 6960 §4.4.4), or the end of time when there is none.</summary>
    public static Outcome<DateTimeOffset> ReadArchiveCutoff(AsnReader parts, Asn1Tag tag)
    {
        if (Read(parts, tag, Oids.OcspArchiveCutoff).Refused(out var why, out var extensions))
            return why;
        if (extensions[Oids.OcspArchiveCutoff] is not { } extension)
            return DateTimeOffset.MaxValue;
        var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
        var cutoff = reader.ReadGeneralizedTime();
        reader.ThrowIfNotEmpty();
        return cutoff;
    }

    static Outcome<CertificateExtensions> Read(AsnReader parts, Asn1Tag tag, string known)
    {
        if (!parts.HasData || !parts.PeekTag().HasSameClassAndValue(tag))
            return CertificateExtensions.None;
        var wrapped = parts.ReadSequence(tag);
        if (CertificateExtensions.Read(wrapped).Refused(out var why, out var extensions))
            return why;
        wrapped.ThrowIfNotEmpty();
        return extensions.FirstOrDefault(e => e.Critical && e.Oid != known) is { } unknown
            ? new Refusal(RefusalCode.Unsupported, "Ocsp.unknown-critical-extension", unknown.Oid)
            : extensions;
    }

    /// <summary>Writes extensions with this nonce under the tag; nothing when there is none.</summary>
    public static void WriteNonce(AsnWriter writer, Asn1Tag tag, ReadOnlyMemory<byte> nonce)
    {
        if (nonce.IsEmpty)
            return;
        var extension = new Extension(Oids.OcspNonce, false, Der.Write(w => w.WriteOctetString(nonce.Span)));
        using (writer.PushSequence(tag))
            CertificateExtensions.Write(writer, [extension]);
    }
}
