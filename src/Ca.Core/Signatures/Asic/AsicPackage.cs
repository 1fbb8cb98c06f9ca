using System.IO.Compression;
using Ca.Core.Cms;
using Ca.Core.Signatures.Xml;

namespace Ca.Core.Signatures.Asic;

/// <summary>The two kinds of container (ETSI EN 319 162-1 §4.3, §4.4).</summary>
public enum AsicKind
{
    /// <summary>ASiC-S: one file, and a signature over it.</summary>
    Simple,
    /// <summary>ASiC-E: any number of files, and a signature over all of them.</summary>
    Extended,
}

/// <summary>Files on their way into a container, signed there by CAdES or XAdES. Nothing but these files gets in.</summary>
public sealed class AsicPackage
{
    const string CmsFile = AsicContainer.Folder + "signature.p7s";
    const string XmlFile = AsicContainer.Folder + "signatures.xml";
    const string ManifestFile = AsicContainer.Folder + "ASiCManifest.xml";

    readonly AsicKind kind;
    readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files;
    readonly DateTimeOffset now;

    AsicPackage(AsicKind kind, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, DateTimeOffset now)
    {
        this.kind = kind;
        this.files = files;
        this.now = now;
    }

    /// <summary>What brings the signature above B-B; null to leave it there.</summary>
    public SignatureAugmentation? Augmentation { get; init; }

    /// <summary>Of files by their names in the container: safe to unpack, and none that means something else there.</summary>
    /// <param name="kind">A simple one holds exactly one file.</param>
    /// <param name="files">At least one.</param>
    /// <param name="now">The signing time that is claimed, and the date of the files.</param>
    /// <param name="augmentation">See <see cref="Augmentation"/>.</param>
    public static Outcome<AsicPackage> Create(
        AsicKind kind, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, DateTimeOffset now, SignatureAugmentation? augmentation = null)
    {
        if (files.Count == 0 || kind == AsicKind.Simple && files.Count > 1)
            return new Refusal(RefusalCode.NotAllowed, "Signatures.zip-one-file", files.Count);
        if (files.Count >= AsicContainer.MaxFiles - 3)
            return new Refusal(RefusalCode.TooLarge, "Signatures.zip-too-many", AsicContainer.MaxFiles);
        return files.Keys.FirstOrDefault(n => !AsicContainer.IsDocument(n)) is { } name
            ? new Refusal(RefusalCode.NotAllowed, "Signatures.zip-name", name)
            : new AsicPackage(kind, files, now) { Augmentation = augmentation };
    }

    /// <summary>By CAdES: over the one file, or over a manifest of all of them (§4.3.3.1, §4.4.4).</summary>
    public Outcome<byte[]> SignCades(CmsSigner signer)
    {
        if (kind == AsicKind.Simple)
            return SignCades(signer, files.Single().Value).Then(signature => Pack([(CmsFile, signature)]));
        var manifest = AsicManifest.Write(CmsFile, "application/pkcs7-signature", files, signer.Key.Algorithm.Digest);
        return SignCades(signer, manifest).Then(signature => Pack([(ManifestFile, manifest), (CmsFile, signature)]));
    }

    /// <summary>By XAdES, over each file by its name (§4.3.3.2, §4.4.3).</summary>
    public Outcome<byte[]> SignXades(CmsSigner signer)
    {
        var streams = files.ToDictionary(f => f.Key, Stream (f) => Open(f.Value));
        return Raise(
            SignatureFormat.Xades,
            XadesSignature.CreateDetached(signer, streams, now, $"<asic:XAdESSignatures xmlns:asic=\"{AsicManifest.Namespace}\">", "</asic:XAdESSignatures>"),
            [.. streams.Select(s => SignedContent.Of(s.Value, s.Key))]).Then(signature => Pack([(XmlFile, signature)]));
    }

    Outcome<byte[]> SignCades(CmsSigner signer, ReadOnlyMemory<byte> content) =>
        Raise(SignatureFormat.Cades, CmsSignature.CreateDetached(signer, Open(content), now), [SignedContent.Of(Open(content))]);

    Outcome<byte[]> Raise(SignatureFormat format, Outcome<byte[]> signature, IReadOnlyList<SignedContent> contents) =>
        Augmentation is { } augmentation ? signature.Then(s => augmentation.Raise(format, s, contents)) : signature;

    Outcome<byte[]> Pack((string Name, byte[] Octets)[] signatures)
    {
        using var octets = new MemoryStream();
        using (var archive = new ZipArchive(octets, ZipArchiveMode.Create, leaveOpen: true))
        {
            // First, so that the first octets of the container tell what it is (A.1).
            Put(archive, AsicContainer.MediaTypeFile, System.Text.Encoding.ASCII.GetBytes(AsicContainer.MediaTypeOf(kind)));
            foreach (var (name, file) in files)
                Put(archive, name, file.Span);
            foreach (var (name, signature) in signatures)
                Put(archive, name, signature);
        }
        var container = octets.ToArray();
        return AsicContainer.Read(container).Refused(out var why, out _) ? why : container;
    }

    /// <summary>Not compressed: documents are already, and what compresses like a bomb is taken for one by every reader.</summary>
    void Put(ZipArchive archive, string name, ReadOnlySpan<byte> octets)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = now.ToUniversalTime();
        using var stream = entry.Open();
        stream.Write(octets);
    }

    static MemoryStream Open(ReadOnlyMemory<byte> octets) => new MemoryStream(octets.ToArray(), writable: false);
}
