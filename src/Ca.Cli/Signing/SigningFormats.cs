using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Pdf;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;
using Ca.Core.Xml;

namespace Ca.Cli.Signing;

/// <summary>What is to be signed, by whom and how.</summary>
/// <param name="Signer">Who signs.</param>
/// <param name="File">What is signed.</param>
/// <param name="Attached">Whether the signature carries it.</param>
/// <param name="Now">The signing time that is claimed.</param>
sealed record SigningTask(CmsSigner Signer, string File, bool Attached, DateTimeOffset Now)
{
    /// <summary>A signature of the same file to sign beside; null for a new one.</summary>
    public string? AddTo { get; init; }

    /// <summary>The number, from 1, of the signature in the file to counter-sign; null to sign the file itself.</summary>
    public int? Counter { get; init; }
}

/// <summary>The formats that can be made, each a row.</summary>
static class SigningFormats
{
    public const string Default = "cades";

    public static IReadOnlyDictionary<string, Func<SigningTask, Outcome<byte[]>>> All { get; } = new Dictionary<string, Func<SigningTask, Outcome<byte[]>>>(StringComparer.Ordinal)
    {
        [Default] = task => Cms(task, CmsForm.Cades),
        ["cms"] = task => Cms(task, CmsForm.Plain),
        ["xades"] = Xades,
        ["xades-enveloped"] = task => Document(task, xml => XadesSignature.CreateEnveloped(task.Signer, xml, task.Now)),
        ["smev2"] = task => Document(task, xml => SmevSignature.CreateVersion2(task.Signer, xml)),
        ["pades"] = task => Document(task, pdf => PadesSignature.Create(task.Signer, pdf, new() { Time = task.Now }), PdfFile.MaxOctets),
    };

    /// <summary>Beside the file, under its name without the folder; or around it.</summary>
    static Outcome<byte[]> Xades(SigningTask task)
    {
        if (task.Attached)
            return Document(task, content => XadesSignature.CreateEnveloping(task.Signer, content, "application/octet-stream", task.Now));
        if (MaterialFile.Open(task.File).Refused(out var why, out var stream))
            return why;
        using (stream)
            return XadesSignature.CreateDetached(task.Signer, new Dictionary<string, Stream> { [Path.GetFileName(task.File)] = stream }, task.Now);
    }

    static Outcome<byte[]> Document(SigningTask task, Func<byte[], Outcome<byte[]>> sign, int maxOctets = XmlTree.MaxOctets) => task.Counter is not null || task.AddTo is not null
        ? new Refusal(RefusalCode.Unsupported, new Sentence(typeof(SigningFormats).Assembly, "Signing.only-cms"))
        : InputFile.Read(task.File, maxOctets).Then(sign);

    static Outcome<byte[]> Cms(SigningTask task, CmsForm form)
    {
        if (task.Counter is { } number)
            return InputFile.Read(task.File, Pem.MaxOctets(CmsSignedData.MaxOctets)).Then(signature => CmsSignature.CounterSign(signature, number - 1, task.Signer, task.Now));
        if (task.AddTo is { } path)
            return InputFile.Read(path, Pem.MaxOctets(CmsSignedData.MaxOctets)).Then(signature => AddTo(signature, task));
        if (task.Attached)
            return InputFile.Read(task.File, CmsSignedData.MaxContentOctets).Then<byte[]>(content => CmsSignature.CreateAttached(task.Signer, content, task.Now, form));
        if (MaterialFile.Open(task.File).Refused(out var why, out var stream))
            return why;
        using (stream)
            return CmsSignature.CreateDetached(task.Signer, stream, task.Now, form);
    }

    static Outcome<byte[]> AddTo(byte[] signature, SigningTask task)
    {
        if (MaterialFile.Open(task.File).Refused(out var why, out var stream))
            return why;
        using (stream)
            return CmsSignature.AddSigner(signature, task.Signer, stream, task.Now);
    }
}
