using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Revocation;

/// <summary>
/// An entry's fields where they lie in the list: reading a million of them leaves nothing for the garbage collector. The reading
/// throws <see cref="AsnContentException"/>, which whoever reads the list turns into a refusal.
/// </summary>
readonly ref struct RawEntry
{
    static readonly byte[] ReasonCode = Der.Write(w => w.WriteObjectIdentifier(Oids.ReasonCode));
    static readonly byte[] InvalidityDateOid = Der.Write(w => w.WriteObjectIdentifier(Oids.InvalidityDate));
    static readonly byte[] CertificateIssuerOid = Der.Write(w => w.WriteObjectIdentifier(Oids.CertificateIssuer));

    const int RemoveFromCrl = 8;

    /// <summary>Contents of the INTEGER.</summary>
    public ReadOnlySpan<byte> Serial { get; private init; }

    public DateTimeOffset RevokedAt { get; private init; }

    public RevocationReason Reason { get; private init; }

    public bool IsRemoval { get; private init; }

    public DateTimeOffset? InvalidityDate { get; private init; }

    /// <summary>GeneralNames of certificateIssuer; empty nearly always.</summary>
    public ReadOnlySpan<byte> CertificateIssuer { get; private init; }

    public string? UnknownCriticalExtension { get; private init; }

    /// <summary>Reads one entry that fills <paramref name="entry"/> whole.</summary>
    public static RawEntry Read(ReadOnlySpan<byte> entry)
    {
        var fields = Contents(ref entry);
        RequireEnd(entry);
        var serial = AsnDecoder.ReadIntegerBytes(fields, AsnEncodingRules.DER, out var read);
        if (serial.Length > SerialNumber.MaxOctets)
            throw new AsnContentException("A serial number is too long.");
        fields = fields[read..];
        var revokedAt = Time.Read(fields, out read);
        fields = fields[read..];
        var result = new RawEntry { Serial = serial, RevokedAt = revokedAt };
        if (fields.IsEmpty)
            return result;
        var extensions = Contents(ref fields);
        RequireEnd(fields);
        if (extensions.IsEmpty)
            throw new AsnContentException("Extensions of an entry are there and empty.");
        return ReadExtensions(result, extensions);
    }

    /// <summary>Reads the sequence at the start and moves behind it.</summary>
    static ReadOnlySpan<byte> Contents(scoped ref ReadOnlySpan<byte> at)
    {
        AsnDecoder.ReadSequence(at, AsnEncodingRules.DER, out var offset, out var length, out var read);
        var contents = at.Slice(offset, length);
        at = at[read..];
        return contents;
    }

    /// <summary>The entry as a value.</summary>
    public RevocationListEntry ToEntry() => new(SerialNumber.Parse(Serial).Expect(), RevokedAt, Reason, InvalidityDate)
    {
        IsRemoval = IsRemoval,
        CertificateIssuer = IssuerName(),
        UnknownCriticalExtension = UnknownCriticalExtension,
    };

    /// <summary>The directory name among the names of certificateIssuer, or null when the entry has no such extension.</summary>
    public DistinguishedName? IssuerName()
    {
        if (CertificateIssuer.IsEmpty)
            return null;
        var names = new AsnReader(CertificateIssuer.ToArray(), AsnEncodingRules.DER);
        var name = GeneralName.ReadAll(names).FirstOrDefault(n => n.Kind == GeneralNameKind.Directory);
        names.ThrowIfNotEmpty();
        return name?.DirectoryName ?? throw new AsnContentException("certificateIssuer has no directory name.");
    }

    static RawEntry ReadExtensions(RawEntry entry, ReadOnlySpan<byte> extensions)
    {
        var reason = -1;
        DateTimeOffset? invalidityDate = null;
        ReadOnlySpan<byte> issuer = [];
        string? unknown = null;
        while (!extensions.IsEmpty)
        {
            var extension = Contents(ref extensions);
            AsnDecoder.ReadEncodedValue(extension, AsnEncodingRules.DER, out _, out _, out var oidLength);
            var oid = extension[..oidLength];
            var critical = ReadCritical(extension[oidLength..], out var read);
            if (!AsnDecoder.TryReadPrimitiveOctetString(extension[(oidLength + read)..], AsnEncodingRules.DER, out var value, out var valueLength))
                throw new AsnContentException("extnValue is not an OCTET STRING.");
            RequireEnd(extension[(oidLength + read + valueLength)..]);

            if (oid.SequenceEqual(ReasonCode) && reason < 0)
                reason = ReadReason(value);
            else if (oid.SequenceEqual(InvalidityDateOid) && invalidityDate is null)
                invalidityDate = ReadInvalidityDate(value);
            else if (oid.SequenceEqual(CertificateIssuerOid) && issuer.IsEmpty)
                issuer = value;
            else if (oid.SequenceEqual(ReasonCode) || oid.SequenceEqual(InvalidityDateOid) || oid.SequenceEqual(CertificateIssuerOid))
                throw new AsnContentException("An extension is there twice.");
            else if (critical)
                unknown ??= AsnDecoder.ReadObjectIdentifier(oid, AsnEncodingRules.DER, out _);
        }
        return new RawEntry
        {
            Serial = entry.Serial,
            RevokedAt = entry.RevokedAt,
            Reason = reason is < 0 or RemoveFromCrl ? RevocationReason.Unspecified : (RevocationReason)reason,
            IsRemoval = reason == RemoveFromCrl,
            InvalidityDate = invalidityDate,
            CertificateIssuer = issuer,
            UnknownCriticalExtension = unknown,
        };
    }

    static bool ReadCritical(ReadOnlySpan<byte> at, out int read)
    {
        read = 0;
        return !at.IsEmpty && at[0] == (byte)UniversalTagNumber.Boolean && AsnDecoder.ReadBoolean(at, AsnEncodingRules.DER, out read);
    }

    static int ReadReason(ReadOnlySpan<byte> value)
    {
        var octets = AsnDecoder.ReadEnumeratedBytes(value, AsnEncodingRules.DER, out var read);
        RequireEnd(value[read..]);
        return octets is [<= 10 and not 7 and var reason] ? reason : throw new AsnContentException("There is no such reasonCode.");
    }

    static DateTimeOffset ReadInvalidityDate(ReadOnlySpan<byte> value)
    {
        var date = AsnDecoder.ReadGeneralizedTime(value, AsnEncodingRules.DER, out var read);
        RequireEnd(value[read..]);
        return date;
    }

    static void RequireEnd(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty)
            throw new AsnContentException("There is something behind the end.");
    }
}
