using System.Formats.Asn1;
using System.Numerics;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Revocation;

/// <summary>
/// Writes a list of any length in constant memory. DER puts lengths before contents, so tbsCertList is spooled to a file first, its
/// entries behind room for what comes before them; then it is signed from there and copied behind the outer header.
/// </summary>
static class RevocationListWriter
{
    const int BufferOctets = 64 * 1024;

    // Of a number in 20 octets (RFC 5280 §5.2.3), without the sign.
    static readonly BigInteger MaxNumber = BigInteger.Pow(2, 159) - 1;

    public static async Task<Refusal?> Write(
        string path, RevocationListContent content, IAsyncEnumerable<Revocation> revocations, SigningKey key, CancellationToken cancellationToken)
    {
        if (Refuse(content, key) is { } why)
            return why;
        var fields = WriteFields(content, key);
        await using var tbs = Create(path + ".tbs", FileOptions.DeleteOnClose);

        var entriesStart = 2 * Der.MaxHeaderOctets + fields.Length;
        tbs.Position = entriesStart;
        await WriteEntries(tbs, revocations, cancellationToken);
        var entriesLength = tbs.Position - entriesStart;
        await tbs.WriteAsync(WriteExtensions(content), cancellationToken);
        if (tbs.Length > RevocationList.MaxOctets - BufferOctets)
            return new Refusal(RefusalCode.TooLarge, "Revocation.list-too-long", RevocationList.MaxOctets);

        byte[] entriesHeader = entriesLength == 0 ? [] : Der.Header(0x30, (int)entriesLength);
        var tbsContents = fields.Length + entriesHeader.Length + (int)(tbs.Length - entriesStart);
        byte[] head = [.. Der.Header(0x30, tbsContents), .. fields, .. entriesHeader];
        var start = entriesStart - head.Length;
        tbs.Position = start;
        await tbs.WriteAsync(head, cancellationToken);

        tbs.Position = start;
        var signature = WriteSignature(key, tbs);

        await using var list = Create(path, FileOptions.None);
        await list.WriteAsync(Der.Header(0x30, (int)(tbs.Length - start) + signature.Length), cancellationToken);
        tbs.Position = start;
        await tbs.CopyToAsync(list, BufferOctets, cancellationToken);
        await list.WriteAsync(signature, cancellationToken);
        list.Flush(flushToDisk: true);
        return null;
    }

    static FileStream Create(string path, FileOptions options) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.ReadWrite,
        BufferSize = BufferOctets,
        Options = options,
    });

    static Refusal? Refuse(RevocationListContent content, SigningKey key)
    {
        if (content.Issuer.KeyUsage is { } usage && !usage.HasFlag(KeyUsages.CrlSign))
            return new Refusal(RefusalCode.NotAllowed, "Revocation.no-crl-sign", content.Issuer.Subject);
        if (!content.Issuer.SubjectPublicKeyInfo.Span.SequenceEqual(key.PublicKey.SubjectPublicKeyInfo.Span))
            return new Refusal(RefusalCode.NotAllowed, "Revocation.other-key", content.Issuer.Subject);
        if (content.Number <= 0 || content.Number > MaxNumber)
            return new Refusal(RefusalCode.NotAllowed, "Revocation.number-out-of-range", content.Number);
        if (content.NextUpdate <= content.ThisUpdate)
            return new Refusal(RefusalCode.OutOfTime, "Revocation.no-next-update", $"{content.ThisUpdate:u}", $"{content.NextUpdate:u}");
        return null;
    }

    /// <summary>What stands before revokedCertificates, without the header of tbsCertList.</summary>
    static byte[] WriteFields(RevocationListContent content, SigningKey key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(1); // version 2
        writer.WriteEncodedValue(key.Algorithm.AlgorithmIdentifier.Span);
        writer.WriteEncodedValue(content.Issuer.Subject.Encoded.Span);
        Time.Write(writer, content.ThisUpdate);
        Time.Write(writer, content.NextUpdate);
        return writer.Encode();
    }

    static async Task WriteEntries(FileStream tbs, IAsyncEnumerable<Revocation> revocations, CancellationToken cancellationToken)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var buffer = new byte[512];
        byte[] before = [];
        await foreach (var revocation in revocations.WithCancellation(cancellationToken))
        {
            var serial = revocation.SerialNumber.Octets;
            if (EntryIndex.Compare(before, serial) >= 0)
                throw new InvalidOperationException($"Serial number {revocation.SerialNumber} is not above the one before it.");
            before = serial;

            writer.Reset();
            WriteEntry(writer, revocation, serial);
            // Not asynchronous: nearly always into the buffer.
            tbs.Write(buffer, 0, writer.Encode(buffer));
        }
    }

    static void WriteEntry(AsnWriter writer, Revocation revocation, ReadOnlySpan<byte> serial)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(serial);
            Time.Write(writer, revocation.RevokedAt);
            if (revocation.Reason == RevocationReason.Unspecified && revocation.InvalidityDate is null)
                return;
            using (writer.PushSequence())
            {
                // "the reason code CRL entry extension SHOULD be absent instead of using the unspecified (0) value" (RFC 5280 §5.3.1).
                if (revocation.Reason != RevocationReason.Unspecified)
                    WriteExtension(writer, Oids.ReasonCode, w => w.WriteEnumeratedValue(revocation.Reason));
                if (revocation.InvalidityDate is { } date)
                    WriteExtension(writer, Oids.InvalidityDate, w => w.WriteGeneralizedTime(date, omitFractionalSeconds: true));
            }
        }
    }

    static byte[] WriteExtensions(RevocationListContent content) => Der.Write(writer =>
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            // As the certificates it issued name its key: RFC 5280 §5.2.1 points to §4.2.1.1.
            var keyIdentifier = content.Issuer.SubjectKeyIdentifier ?? content.Issuer.PublicKey.Expect().KeyIdentifier;
            ExtensionWriter.AuthorityKeyIdentifier(keyIdentifier).Write(writer);
            WriteExtension(writer, Oids.CrlNumber, w => w.WriteInteger(content.Number));
            if (content.ExpiredCertificatesSince is { } since)
                WriteExtension(writer, Oids.ExpiredCertsOnCrl, w => w.WriteGeneralizedTime(since, omitFractionalSeconds: true));
        }
    });

    // None of them is critical (RFC 5280 §5.2.1, §5.2.3, §5.3.1, §5.3.2; X.509, expiredCertsOnCRL).
    static void WriteExtension(AsnWriter writer, string oid, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushOctetString())
                value(writer);
        }
    }

    /// <summary>signatureAlgorithm and signatureValue.</summary>
    static byte[] WriteSignature(SigningKey key, Stream tbs)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteEncodedValue(key.Algorithm.AlgorithmIdentifier.Span);
        writer.WriteBitString(key.Sign(tbs));
        return writer.Encode();
    }
}
