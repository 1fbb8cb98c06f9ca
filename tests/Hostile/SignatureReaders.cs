using System.Formats.Asn1;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Pdf;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Asic;
using Ca.Core.Signatures.Cms;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Policies;
using Ca.Core.Signatures.Xml;
using Ca.Core.Tests.Pdf;
using Ca.Core.Tests.Signatures;
using Ca.Core.TimeStamping;
using static Ca.Tests.Hostile.SampleKeys;
using static Ca.Tests.Hostile.SampleMaterial;
using static Ca.Tests.SampleAuthority;

namespace Ca.Tests.Hostile;

/// <summary>Signed files of every format, and time-stamps.</summary>
static class SignatureReaders
{
    static readonly byte[] Content = "Прошу выдать"u8.ToArray();
    static readonly TimeStampAuthority Stamps = TimeStamps(Authority.TimeStamper());
    static readonly TimeStampRequest Asked = TimeStampRequest.Create(DigestAlgorithm.Sha256, SHA256.HashData(Content), "1.2.3.4", [1, 2, 3], certificatesWanted: true);
    static readonly HandmadeCms Handmade = new(Citizen);
    static readonly byte[] SignedPdfFile = Sign(HandmadePdf.File());

    /// <summary>An object of the signed PDF is spoiled and stands in a further revision whose cross-reference is right: so it is read and compared.</summary>
    static readonly int[] Places = [.. HandmadePdf.Objects().Keys, 100, 101];

    public static IReadOnlyList<HostileReader> All { get; } =
    [
        HostileReader.Of("timestamp-request", [typeof(TimeStampRequest)], () => [Asked.Encoded.ToArray(), TimeStampRequest.Create(DigestAlgorithm.Streebog512, new byte[64]).Encoded.ToArray()], bytes =>
            TimeStampRequest.Parse(bytes).Then<TimeStampRequest>(request =>
            {
                if (Stamps.Refuses(request) is { } rejection)
                    _ = TimeStampResponse.Reject(rejection, CultureInfo.InvariantCulture);
                else
                    HostileReader.Must(request.Refuses(TimeStampToken.Parse(Stamps.Stamp(request, Now).Token).Expect()) is null, "the token is what was asked for");
                return request;
            })),
        HostileReader.Of("timestamp-response", [typeof(TimeStampResponse)], () => [TimeStampResponse.Grant(Token()), TimeStampResponse.Reject(new(TimeStampFailure.BadRequest, new Sentence("TimeStamping.other-nonce")), CultureInfo.InvariantCulture)], bytes =>
            TimeStampResponse.Parse(bytes)),
        HostileReader.Of("timestamp-token", [typeof(TimeStampToken)], () => [Token(), Stamps.Stamp(DigestAlgorithm.Sha256, SHA256.HashData(Content), Now).Token], bytes => TimeStampToken.Parse(bytes).Then<TimeStampToken>(token =>
        {
            _ = Asked.Refuses(token);
            return token;
        })),
        HostileReader.Of("signed-timestamp", [], () => [TimeStampToken.Parse(Token()).Expect().SignedData.Content!.Value.ToArray()], bytes => TimeStampToken.Parse((Handmade with
        {
            ContentType = Oids.TimeStampTokenContent,
            Content = bytes,
        }).Encode()).Then<TimeStampToken>(token =>
        {
            _ = Asked.Refuses(token);
            return token;
        })),
        HostileReader.Of("cms", [typeof(CmsSignedData)], () => [Handmade.Encode(), (Handmade with { ByKeyIdentifier = true, Signers = 2 }).Encode(), (Handmade with { WithoutAttributes = true }).Encode(), InPieces()], Verified),
        HostileReader.Of("signed-attributes", [], () => [Attributes()], bytes =>
            Verified((Handmade with { Attributes = [.. Handmade.Usual().Take(2), .. Values(bytes)] }).Encode())),
        HostileReader.Of("cades", [typeof(SignatureVerifier)], () => [Timed(), Archived(), CmsSignature.CounterSign(Archived(), 0, Citizen, Now).Expect()], Verified),
        HostileReader.Of("cms-to-augment", [typeof(CadesAugmentation), typeof(CmsSignature)], () => [Handmade.Encode(), Timed(), Archived()], bytes =>
        {
            _ = CmsSignature.AddSigner(bytes, Citizen, new MemoryStream(Content), Now).Refused(out _, out _);
            _ = CmsSignature.CounterSign(bytes, 0, Citizen, Now).Refused(out _, out _);
            _ = CadesAugmentation.AddTimeStamps(bytes, Stamper.At(Now)).Refused(out _, out _);
            return CadesAugmentation.AddEvidence(bytes, new([Authority.Certificate], Material.RevocationLists, []))
                .Then(more => CadesAugmentation.AddArchiveTimeStamps(more, SignedContent.Of(new MemoryStream(Content)), Stamper.At(Now)));
        }, divisor: 10),
        HostileReader.Of("signature-to-raise", [typeof(XadesAugmentation), typeof(PadesAugmentation)], () =>
        [
            CmsSignature.CreateAttached(Citizen, Content, Now), XadesSignature.CreateEnveloped(Citizen, "<a/>"u8.ToArray(), Now).Expect(),
            PadesSignature.Create(Citizen, HandmadePdf.File(), new() { Time = Now, TimeStamp = Source }).Expect(),
        ], bytes => new SignatureAugmentation { Level = SignatureLevel.Archived, TimeStamps = Source, Evidence = new([Authority.Certificate], Material.RevocationLists, []), Now = Now }
            .Raise(bytes is [(byte)'%', ..] ? SignatureFormat.Pades : bytes is [(byte)'<', ..] ? SignatureFormat.Xades : SignatureFormat.Cades, bytes, []), divisor: 5),
        HostileReader.Of("xml-signature", [], XmlSignatures, Verified),
        HostileReader.Of("pdf", [typeof(PdfFile)], () => [HandmadePdf.File(), HandmadePdf.File(isStream: true), HandmadePdf.Update(HandmadePdf.File(isStream: true), HandmadePdf.Objects())], Compared),
        HostileReader.Of("pdf-signature", [typeof(PdfSignatures)], () => [SignedPdfFile, Sign(HandmadePdf.File(isStream: true)), Sign(HandmadePdf.Update(SignedPdfFile, new Dictionary<int, string> { [HandmadePdf.Info] = "<< >>" }))], Verified),
        HostileReader.Of("pdf-objects", PdfObjects, bytes => Explained(HandmadePdf.Update(SignedPdfFile, new SortedDictionary<int, string>
        {
            [Places[bytes.Sum(b => b) % Places.Length]] = Encoding.Latin1.GetString(bytes),
            [Places[bytes.Length % Places.Length]] = Encoding.Latin1.GetString(bytes),
        }, PdfFile.Open(SignedPdfFile).Expect().Revisions[^1].CrossReference, ""))),
        HostileReader.Of("pdf-to-sign", [typeof(PadesSignature)], () => [HandmadePdf.File(), HandmadePdf.File(isStream: true), OnePagePdf.File(), SignedPdfFile], bytes =>
            PadesSignature.Create(Citizen, bytes, new() { Time = Now, Reason = "Согласен", TimeStamp = Stamper.At(Now) }), divisor: 5),
        HostileReader.Of("asic", [typeof(AsicContainer)], () => [Pack(isListed: false), Pack(isListed: true)], Verified),
    ];

    /// <summary>Verified with all that follows from it: the report in a language, and a policy's word.</summary>
    static Outcome<string> Verified(byte[] bytes) =>
        SignatureVerifier.Verify(new SignedFile(bytes, [SignedContent.Of(new MemoryStream(Content), "letter.txt")]), Material, Inputs).Then<string>(report =>
            JsonSerializer.Serialize(ReportDocument.Of(report, CultureInfo.GetCultureInfo("ru"), SignaturePolicy.Shipped["building-permit"].Judge(report, new Dictionary<string, string>()))));

    static string Explained(byte[] bytes) => Verified(bytes).Refused(out var why, out var report) ? why.Code.ToString()
        : report.Contains("\"intact\":false", StringComparison.OrdinalIgnoreCase) ? "read, change unexplained" : "read, change explained";

    static Outcome<string> Compared(byte[] bytes) => PdfFile.Open(bytes).Then<string>(file =>
    {
        foreach (var revision in file.Revisions)
        {
            var layout = new PdfLayout(revision);
            new PdfComparison(revision, file.Revisions[^1], layout.Landmarks, layout.Landmarks).Same(revision.Trailer["Root"], file.Revisions[^1].Trailer["Root"]);
        }
        return $"{file.Revisions.Count}";
    });

    static TimeStampSource Source => (digest, imprint) => (ReadOnlyMemory<byte>)Stamps.Stamp(digest, imprint, Now).Token;

    static byte[] Token() => Stamps.Stamp(Asked, Now).Token;

    static byte[] Timed() => CadesAugmentation.AddTimeStamps(CmsSignature.CreateAttached(Citizen, Content, Now), Stamper.At(Now)).Expect();

    static byte[] Archived() => CadesAugmentation.AddArchiveTimeStamps(
        CadesAugmentation.AddEvidence(Timed(), new([Authority.Certificate], [Authority.List()], [])).Expect(), null, Stamper.At(Now)).Expect();

    /// <summary>With indefinite lengths and the content in pieces, as OpenSSL writes what it signs while it reads.</summary>
    static byte[] InPieces()
    {
        var data = new AsnReader(Handmade.Encode(), AsnEncodingRules.DER).ReadSequence();
        var type = data.ReadEncodedValue();
        var signed = data.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        byte[] head = [.. signed.ReadEncodedValue().Span, .. signed.ReadEncodedValue().Span];
        var contentType = signed.ReadSequence().ReadEncodedValue();
        var rest = new List<byte>();
        while (signed.HasData)
            rest.AddRange(signed.ReadEncodedValue().Span);
        byte[] end = [0, 0];
        byte[] pieces = [0x24, 0x80, 0x04, 1, Handmade.Content[0], 0x04, (byte)(Handmade.Content.Length - 1), .. Handmade.Content[1..], .. end];
        return [0x30, 0x80, .. type.Span, 0xA0, 0x80, 0x30, 0x80, .. head, 0x30, 0x80, .. contentType.Span, 0xA0, 0x80, .. pieces, .. end, .. end, .. rest, .. end, .. end, .. end];
    }

    /// <summary>Two attributes with their values: the signing time and the signing certificate.</summary>
    static byte[] Attributes() => [.. Handmade.Usual().Skip(2).SelectMany(a => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(a.Type);
            foreach (var value in a.Values)
                w.WriteEncodedValue(value);
        }
    }))];

    /// <summary>Those that are well-formed enough to be signed.</summary>
    static List<(string Type, byte[][] Values)> Values(byte[] bytes)
    {
        var found = new List<(string, byte[][])>();
        try
        {
            for (var reader = new AsnReader(bytes, AsnEncodingRules.DER); reader.HasData;)
            {
                var attribute = reader.ReadSequence();
                var (type, values) = (attribute.ReadObjectIdentifier(), new List<byte[]>());
                while (attribute.HasData)
                    values.Add(attribute.ReadEncodedValue().ToArray());
                found.Add((type, [.. values]));
            }
        }
        catch (AsnContentException)
        {
        }
        return found;
    }

    static IEnumerable<byte[]> XmlSignatures()
    {
        const string document = "<order xmlns=\"u\"><item Id=\"item\">1</item><note>срочно</note></order>";
        yield return XadesSignature.CreateEnveloped(Citizen, Encoding.UTF8.GetBytes(document), Now).Expect();
        yield return XadesSignature.CreateEnveloping(Citizen, "content"u8.ToArray(), "text/plain", Now).Expect();
        yield return SmevSignature.CreateVersion2(Citizen, "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>"u8.ToArray()).Expect();
        foreach (var transforms in (string[][])[["http://www.w3.org/2001/10/xml-exc-c14n#"], ["http://www.w3.org/2006/12/xml-c14n11", "urn://smev-gov-ru/xmldsig/transform"]])
        {
            var part = XmlSignatureText.Plain(Citizen, [new("#item", transforms)], GostUris.CryptoPro);
            yield return part.Complete(document.Replace("</order>", part.Text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();
        }
        var signed = Encoding.UTF8.GetString(XadesSignature.CreateEnveloped(Citizen, Encoding.UTF8.GetBytes(document), Now).Expect());
        foreach (var transform in (string[])
        [
            "http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::note)</ds:XPath></ds:Transform>",
            "http://www.w3.org/2002/06/xmldsig-filter2\"><x:XPath xmlns:x=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">//note</x:XPath></ds:Transform>",
            "http://www.w3.org/2000/09/xmldsig#base64\"/>",
        ])
            yield return Encoding.UTF8.GetBytes(signed.Replace("http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>", transform, StringComparison.Ordinal));
    }

    static byte[] Sign(byte[] file) => PadesSignature.Create(Citizen, file, new() { Time = Now, Reason = "Согласен", Location = "Томск" }).Expect();

    static IEnumerable<byte[]> PdfObjects()
    {
        var signed = Encoding.Latin1.GetString(SignedPdfFile);
        var ofSignature = new[] { 100, 101, HandmadePdf.FirstPage }.Select(n => signed[(signed.LastIndexOf($"\n{n} 0 obj\n", StringComparison.Ordinal) + 10)..].Split("\nendobj")[0]);
        return HandmadePdf.Objects().Values.Concat(ofSignature).Select(Encoding.Latin1.GetBytes);
    }

    /// <summary>A container of one file, or of one that a manifest lists.</summary>
    static byte[] Pack(bool isListed)
    {
        var manifest = Encoding.UTF8.GetBytes(
            $"""<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><asic:SigReference URI="META-INF/signature.p7s"/><asic:DataObjectReference URI="letter.txt"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{Convert.ToBase64String(SHA256.HashData(Content))}</ds:DigestValue></asic:DataObjectReference></asic:ASiCManifest>""");
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put("mimetype", Encoding.ASCII.GetBytes($"application/vnd.etsi.asic-{(isListed ? "e" : "s")}+zip"), CompressionLevel.NoCompression);
            Put("letter.txt", Content, CompressionLevel.SmallestSize);
            if (isListed)
                Put("META-INF/ASiCManifest.xml", manifest, CompressionLevel.SmallestSize);
            Put("META-INF/signature.p7s", CmsSignature.CreateDetached(Citizen, new MemoryStream(isListed ? manifest : Content), Now), CompressionLevel.SmallestSize);

            void Put(string name, byte[] octets, CompressionLevel level)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(octets);
            }
        }
        return stream.ToArray();
    }
}
