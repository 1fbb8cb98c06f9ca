using System.Formats.Asn1;
using Ca.Core.Paths;
using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>What a signature of a PDF file is there for.</summary>
public enum PdfSignatureKind
{
    /// <summary>Somebody signs.</summary>
    Signature,
    /// <summary>A time-stamp over the document (EN 319 142-1 §5.4.3).</summary>
    DocumentTimeStamp,
}

/// <summary>A signature as the PDF file holds it: what it covers and what happened afterwards. Its CMS is judged by who reads CMS.</summary>
public sealed class PdfSignature
{
    internal const string TimeStampFilter = "ETSI.RFC3161";
    internal const string CadesFilter = "ETSI.CAdES.detached";
    internal const string Pkcs7Filter = "adbe.pkcs7.detached";

    /// <summary>CMS whose content is the SHA-1 of what is signed (ISO 32000-1 §12.8.3.3.1); PDF 2.0 has given it up.</summary>
    internal const string Pkcs7Sha1Filter = "adbe.pkcs7.sha1";

    /// <summary>A bare signature value of PKCS #1 with its certificates beside it (ISO 32000-1 §12.8.3.2); PDF 2.0 has given it up.</summary>
    internal const string RsaFilter = "adbe.x509.rsa_sha1";

    /// <summary>A chain has four; Cert of a bare signature is not bounded by anybody else.</summary>
    const int MaxCertificates = 64;

    /// <summary>Longer than a value of RSA with 16384 bits in its OCTET STRING.</summary>
    internal const int MaxValueOctets = 4096;

    readonly List<Finding> findings = [];

    /// <summary>The full name of its field.</summary>
    public required string FieldName { get; init; }

    /// <summary>By its sub-filter.</summary>
    public required PdfSignatureKind Kind { get; init; }

    /// <summary>How its value is encoded: <c>ETSI.CAdES.detached</c>, <c>adbe.pkcs7.detached</c>, <c>ETSI.RFC3161</c>, the outdated <c>adbe.pkcs7.sha1</c> and <c>adbe.x509.rsa_sha1</c>, or another, which is not verified.</summary>
    public required string SubFilter { get; init; }

    /// <summary>Whether it certifies the document, so that its permissions hold for all who come after.</summary>
    public required bool IsCertification { get; init; }

    /// <summary>The revision it covers, from 1; null when it covers none as a whole, which fails it.</summary>
    public int? Revision { get; private set; }

    /// <summary>How many revisions the file has.</summary>
    public required int Revisions { get; init; }

    /// <summary>Whether it covers the file to its end.</summary>
    public bool CoversWholeFile => Revision == Revisions;

    /// <summary>The CMS without the zeros behind it, for <c>adbe.x509.rsa_sha1</c> an OCTET STRING; empty when it cannot be read.</summary>
    public ReadOnlyMemory<byte> Cms { get; private set; }

    /// <summary>M: when the signer claims to have signed; null when it says nothing.</summary>
    public required DateTimeOffset? ClaimedTime { get; init; }

    /// <summary>Reason, if any.</summary>
    public required string? Reason { get; init; }

    /// <summary>What later revisions did, in their order.</summary>
    public IReadOnlyList<PdfModification> Modifications { get; internal set; } = [];

    /// <summary>What speaks against it, or should be known, before its CMS is looked at.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Whether its value is of a kind that is verified.</summary>
    internal bool IsVerifiable => SubFilter is TimeStampFilter or CadesFilter or Pkcs7Filter or Pkcs7Sha1Filter or RsaFilter;

    /// <summary>Cert: of a bare signature, the signer's certificate and those above it, in DER.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; private init; } = [];

    /// <summary>
    /// Whether its octets are in order and what they show still is as it was signed. The appearance of a form's field is not counted: it
    /// fails the signature, but nothing that was signed on a page has become another.
    /// </summary>
    internal bool IsUntouched =>
        !findings.Exists(f => f.Rule.Indication == Indication.TotalFailed && f.Rule != PdfRule.Changed)
        && Modifications.All(m => m.IsAllowed || m.Change == PdfChange.Form);

    /// <summary>How many octets it is over.</summary>
    internal long SignedLength => (long)First.Length + Second.Length;

    internal PdfPermissions? Permissions { get; private set; }

    internal Range? Place { get; private init; }

    /// <summary>Contents as it stands there, with what is behind the CMS.</summary>
    internal ReadOnlyMemory<byte> Contents { get; private init; }

    ReadOnlyMemory<byte> First { get; set; }

    ReadOnlyMemory<byte> Second { get; set; }

    /// <summary>What its CMS is over; null when its ByteRange is wrong.</summary>
    public Stream? OpenSigned() => Second.IsEmpty ? null : new PdfSignedOctets(First, Second);

    /// <summary>The signature in this field as this revision has it.</summary>
    internal static PdfSignature Read(PdfRevision revision, PdfField field, PdfDictionary dictionary)
    {
        var filter = revision.Name(dictionary, "SubFilter") ?? "";
        var contents = revision.Resolve(dictionary["Contents"]) as PdfString;
        var signature = new PdfSignature
        {
            FieldName = field.Name,
            Kind = filter == TimeStampFilter ? PdfSignatureKind.DocumentTimeStamp : PdfSignatureKind.Signature,
            SubFilter = filter,
            IsCertification = revision.Catalog is { } catalog && revision.Dictionary(catalog, "Perms") is { } permissions
                && ReferenceEquals(revision.Dictionary(permissions, "DocMDP"), dictionary),
            Revisions = revision.File.Revisions.Count,
            ClaimedTime = revision.Resolve(dictionary["M"]) is PdfString time ? PdfText.Date(time) : null,
            Reason = revision.Resolve(dictionary["Reason"]) is PdfString reason ? PdfText.Of(reason) : null,
            Place = contents?.Place,
            Contents = contents?.Octets ?? default,
            Certificates = [.. (revision.Resolve(dictionary["Cert"]) is PdfArray several ? several.Items.Select(revision.Resolve) : [revision.Resolve(dictionary["Cert"])])
                .OfType<PdfString>().Take(MaxCertificates).Select(c => c.Octets)],
        };
        signature.CheckDictionary(revision, dictionary);
        if (signature.CheckByteRange(revision, dictionary, contents) is { } end)
            signature.FindRevision(revision, end, dictionary);
        if (contents is not null)
            signature.ReadContents(contents);
        return signature;
    }

    internal void Add(ValidationRule rule, params object[] arguments) => findings.Add(rule.Found(arguments));

    void CheckDictionary(PdfRevision revision, PdfDictionary dictionary)
    {
        if (dictionary.HasDuplicates || revision.Resolve(dictionary["Type"]) is not (PdfNull or PdfName { Value: "Sig" or "DocTimeStamp" }))
            Add(PdfRule.Dictionary);
        if (!IsVerifiable)
            Add(PdfRule.SubFilter, SubFilter);
    }

    /// <summary>
    /// ByteRange is the file from its first octet on with a hole that is Contents itself, from &lt; to &gt;, of this dictionary: whatever else is
    /// in the hole is signed by nobody ("1 Trillion Dollar Refund", 2019: universal forgery, signature wrapping).
    /// </summary>
    int? CheckByteRange(PdfRevision revision, PdfDictionary dictionary, PdfString? contents)
    {
        var file = revision.File.Octets;
        if (revision.Resolve(dictionary["ByteRange"]) is not PdfArray { Items: [PdfInteger { Value: 0 }, PdfInteger first, PdfInteger second, PdfInteger length] }
            || first.Value <= 0 || second.Value <= first.Value || length.Value <= 0 || second.Value > file.Length || length.Value > file.Length - second.Value)
        {
            Add(PdfRule.ByteRange);
            return null;
        }
        if (contents is not { IsHex: true, Place: { } place } || place.Start.Value != first.Value || place.End.Value != second.Value)
        {
            Add(PdfRule.Contents);
            return null;
        }
        First = file[..(int)first.Value];
        Second = file.Slice((int)second.Value, (int)length.Value);
        return (int)(second.Value + length.Value);
    }

    /// <summary>
    /// The revision that ends where ByteRange does, but for line ends. It must hold this signature itself: a field that was pointed at it
    /// later shows what is not its own.
    /// </summary>
    void FindRevision(PdfRevision revision, int end, PdfDictionary dictionary)
    {
        var file = revision.File;
        if (file.Revisions.LastOrDefault(r => r.End <= end) is not { } covered || !file.IsWhite(covered.End..end)
            || PdfForm.Of(covered).Fields.FirstOrDefault(f => ReferenceEquals(covered.Resolve(f.Value), dictionary)) is not { } field)
        {
            Add(PdfRule.NoRevision);
            return;
        }
        Revision = covered.Index + 1;
        Permissions = PdfPermissions.Of(covered, field, dictionary);
        if (!CoversWholeFile)
            Add(PdfRule.Earlier, Revision, Revisions);
    }

    /// <summary>One BER value and zeros behind it: room is left for the signature before its length is known.</summary>
    void ReadContents(PdfString contents)
    {
        if (LengthOfValue(contents.Octets.Span) is not { } length || contents.Octets.Span[length..].ContainsAnyExcept((byte)0))
        {
            if (!findings.Exists(f => f.Rule == PdfRule.Contents))
                Add(PdfRule.Contents);
            return;
        }
        Cms = contents.Octets[..length];
    }

    static int? LengthOfValue(ReadOnlySpan<byte> octets)
    {
        try
        {
            return AsnDecoder.TryReadEncodedValue(octets, AsnEncodingRules.BER, out _, out _, out _, out var length) ? length : null;
        }
        // Despite its name: for what is wrong inside a value of indefinite length.
        catch (AsnContentException)
        {
            return null;
        }
    }
}
