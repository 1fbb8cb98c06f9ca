using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Cli.Verification;

/// <summary>Files with what a verification needs: one object in DER, or any number in PEM.</summary>
static class MaterialFile
{
    /// <summary>The bundle of all authorities that a browser trusts has under 1 MiB.</summary>
    const int MaxBundle = 16 * 1024 * 1024;

    public static Outcome<IReadOnlyList<Certificate>> Certificates(string[]? paths) =>
        ReadAll(paths, MaxBundle, "CERTIFICATE", der => Certificate.ParsePemOrDer(der));

    public static Outcome<IReadOnlyList<RevocationList>> RevocationLists(string[]? paths) =>
        ReadAll(paths, Pem.MaxOctets(RevocationList.MaxOctets), "X509 CRL", der => RevocationList.ParsePemOrDer(der));

    public static Outcome<IReadOnlyList<OcspResponse>> OcspResponses(string[]? paths) =>
        ReadAll(paths, Pem.MaxOctets(OcspResponse.MaxOctets), "OCSP RESPONSE", OcspResponse.Parse);

    /// <summary>A file to be read more than once and never held whole.</summary>
    public static Outcome<FileStream> Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.Unavailable, "Asn1.file-unreadable", path, e.Message);
        }
    }

    static Outcome<IReadOnlyList<T>> ReadAll<T>(string[]? paths, int maxOctets, string label, Func<ReadOnlyMemory<byte>, Outcome<T>> parse) where T : notnull
    {
        var all = new List<T>();
        foreach (var path in paths ?? [])
        {
            if (InputFile.Read(path, maxOctets).Refused(out var why, out var bytes))
                return why;
            if (Pem.All(bytes, label).Refused(out why, out var blocks))
                return In(path, why);
            // A file without a block goes to the parser as it is, which says what is wrong with it.
            foreach (var der in blocks is [] ? [bytes] : blocks)
                if (parse(der).Refused(out why, out var value))
                    return In(path, why);
                else
                    all.Add(value);
        }
        return all;
    }

    static Refusal In(string path, Refusal why) =>
        new(why.Code, new Sentence(typeof(MaterialFile).Assembly, "Verification.in-file", path, why.Sentence));
}
