using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Pdf;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Asic;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;
using Ca.Core.Xml;

namespace Ca.Cli.Signing;

/// <summary>What is to be signed, by whom and how.</summary>
/// <param name="Signer">Who signs.</param>
/// <param name="Files">What is signed; several only in a container that holds several.</param>
/// <param name="Now">The signing time that is claimed.</param>
sealed record SigningTask(CmsSigner Signer, IReadOnlyList<string> Files, DateTimeOffset Now)
{
    /// <summary>The one file.</summary>
    public string File => Files[0];

    /// <summary>How a message of СМЭВ is signed.</summary>
    public required SmevForm Smev { get; init; }

    /// <summary>Whether the signature carries the file.</summary>
    public bool Attached { get; init; }

    /// <summary>What brings the signature above B-B; null to leave it there.</summary>
    public SignatureAugmentation? Augmentation { get; init; }

    /// <summary>A signature of the same file to sign beside; null for a new one.</summary>
    public string? AddTo { get; init; }

    /// <summary>The number, from 1, of the signature in the file to counter-sign; null to sign the file itself.</summary>
    public int? Counter { get; init; }

    /// <summary>The signature at the level that is asked for.</summary>
    public Outcome<byte[]> Raise(SignatureFormat format, Outcome<byte[]> signature, params SignedContent[] contents) =>
        Augmentation is { } augmentation ? signature.Then(s => augmentation.Raise(format, s, contents)) : signature;
}

/// <summary>The formats that can be made, each a row.</summary>
static class SigningFormats
{
    public const string Default = "cades";
    public const string Smev2 = "smev2";
    public const string Smev3 = "smev3";

    /// <summary>Those that take several files.</summary>
    public static IReadOnlySet<string> OfSeveralFiles { get; } = new HashSet<string> { "asice", "asice-xades" };

    public static IReadOnlyDictionary<string, Func<SigningTask, Outcome<byte[]>>> All { get; } = new Dictionary<string, Func<SigningTask, Outcome<byte[]>>>(StringComparer.Ordinal)
    {
        [Default] = task => Cms(task, CmsForm.Cades, SignatureFormat.Cades),
        ["cms"] = task => Cms(task, CmsForm.Plain, SignatureFormat.Cms),
        ["xades"] = Xades,
        ["xades-enveloped"] = task => Document(task, xml => task.Raise(SignatureFormat.Xades, XadesSignature.CreateEnveloped(task.Signer, xml, task.Now))),
        [Smev2] = task => Document(task, xml => task.Raise(SignatureFormat.Smev2, SmevSignature.CreateVersion2(task.Signer, xml, task.Smev.Uris))),
        [Smev3] = task => Document(task, xml => task.Raise(SignatureFormat.Smev3, task.Smev.SignVersion3(task.Signer, xml, task.Now))),
        ["pades"] = task => Document(task, pdf => Pades(task, pdf), PdfFile.MaxOctets),
        ["asics"] = task => Container(task, AsicKind.Simple).Then(p => p.SignCades(task.Signer)),
        ["asics-xades"] = task => Container(task, AsicKind.Simple).Then(p => p.SignXades(task.Signer)),
        ["asice"] = task => Container(task, AsicKind.Extended).Then(p => p.SignCades(task.Signer)),
        ["asice-xades"] = task => Container(task, AsicKind.Extended).Then(p => p.SignXades(task.Signer)),
    };

    /// <summary>Beside the file, under its name without the folder; or around it.</summary>
    static Outcome<byte[]> Xades(SigningTask task)
    {
        if (task.Attached)
            return Document(task, content => task.Raise(SignatureFormat.Xades, XadesSignature.CreateEnveloping(task.Signer, content, "application/octet-stream", task.Now)));
        if (MaterialFile.Open(task.File).Refused(out var why, out var stream))
            return why;
        var name = Path.GetFileName(task.File);
        using (stream)
            return task.Raise(
                SignatureFormat.Xades, XadesSignature.CreateDetached(task.Signer, new Dictionary<string, Stream> { [name] = stream }, task.Now), SignedContent.Of(stream, name));
    }

    static Outcome<byte[]> Pades(SigningTask task, byte[] pdf) => task.Raise(
        SignatureFormat.Pades, PadesSignature.Create(task.Signer, pdf, new() { Time = task.Now, TimeStamp = task.Augmentation?.TimeStamps }));

    /// <summary>The files under their names without folders.</summary>
    static Outcome<AsicPackage> Container(SigningTask task, AsicKind kind)
    {
        if (OnlyCms(task) is { } misplaced)
            return misplaced;
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var path in task.Files)
            if (InputFile.Read(path, CmsSignedData.MaxContentOctets).Refused(out var why, out var octets))
                return why;
            else if (!files.TryAdd(Path.GetFileName(path), octets))
                return new Refusal(RefusalCode.Conflict, Say("Signing.name-twice", Path.GetFileName(path)));
        return AsicPackage.Create(kind, files, task.Now, task.Augmentation);
    }

    static Outcome<byte[]> Document(SigningTask task, Func<byte[], Outcome<byte[]>> sign, int maxOctets = XmlTree.MaxOctets) =>
        OnlyCms(task) is { } misplaced ? misplaced : InputFile.Read(task.File, maxOctets).Then(sign);

    static Refusal? OnlyCms(SigningTask task) =>
        task.Counter is not null || task.AddTo is not null ? new(RefusalCode.Unsupported, Say("Signing.only-cms")) : null;

    static Sentence Say(string key, params object[] arguments) => new(typeof(SigningFormats).Assembly, key, arguments);

    static Outcome<byte[]> Cms(SigningTask task, CmsForm form, SignatureFormat format)
    {
        if (task.Counter is { } number)
            return InputFile.Read(task.File, Pem.MaxOctets(CmsSignedData.MaxOctets)).Then(signature => CmsSignature.CounterSign(signature, number - 1, task.Signer, task.Now));
        if (task.Attached && task.AddTo is null)
            return InputFile.Read(task.File, CmsSignedData.MaxContentOctets).Then(content => task.Raise(format, CmsSignature.CreateAttached(task.Signer, content, task.Now, form)));
        if (MaterialFile.Open(task.File).Refused(out var why, out var stream))
            return why;
        using (stream)
            return task.Raise(
                format,
                task.AddTo is { } path
                    ? InputFile.Read(path, Pem.MaxOctets(CmsSignedData.MaxOctets)).Then(signature => CmsSignature.AddSigner(signature, task.Signer, stream, task.Now))
                    : CmsSignature.CreateDetached(task.Signer, stream, task.Now, form),
                SignedContent.Of(stream));
    }
}
