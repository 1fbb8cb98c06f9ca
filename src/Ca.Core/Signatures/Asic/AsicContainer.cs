using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Ca.Core.Keys;

namespace Ca.Core.Signatures.Asic;

/// <summary>A ZIP of signed files and signatures (ETSI EN 319 162-1), unpacked within bounds: files by name, and nothing believed yet.</summary>
sealed class AsicContainer
{
    /// <summary>Where signatures are; what is in it is no signed file itself.</summary>
    public const string Folder = "META-INF/";

    /// <summary>Says what the container is.</summary>
    public const string MediaTypeFile = "mimetype";

    /// <summary>The whole file is at most <see cref="Ca.Core.Cms.CmsSignedData.MaxOctets"/>; documents are compressed already, so that twice as much is plenty.</summary>
    const int MaxUnpacked = 2 * Ca.Core.Cms.CmsSignedData.MaxOctets;

    /// <summary>A case file has dozens of documents.</summary>
    public const int MaxFiles = 1000;

    /// <summary>Text compresses tenfold. From a megabyte on, more than a hundredfold is a bomb (the bounds of the European Commission's DSS).</summary>
    const int MaxRatio = 100;

    const int FreeOfRatio = 1024 * 1024;

    readonly Dictionary<string, ReadOnlyMemory<byte>> files;
    readonly Dictionary<(string File, DigestAlgorithm Algorithm), byte[]> digests = [];

    AsicContainer(Dictionary<string, ReadOnlyMemory<byte>> files) => this.files = files;

    /// <summary>Every file by its name, in the order of the names.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => files;

    /// <summary>The files that signatures are there for.</summary>
    public IEnumerable<string> Documents => files.Keys.Where(IsDocument).Order(StringComparer.Ordinal);

    /// <summary>What the container says it is; null when it does not.</summary>
    public string? MediaType => files.TryGetValue(MediaTypeFile, out var said) && said.Length <= 256 ? Encoding.UTF8.GetString(said.Span).Trim() : null;

    /// <summary>Files in META-INF whose names begin or end in some way, by their names.</summary>
    public IEnumerable<string> InFolder(Func<string, bool> isOne) => files.Keys
        .Where(n => n.StartsWith(Folder, StringComparison.OrdinalIgnoreCase) && isOne(n[Folder.Length..])).Order(StringComparer.Ordinal);

    /// <summary>A stream of a file that is there.</summary>
    public Stream Open(string name) => Open(files[name]);

    /// <summary>The hash of a file, computed once for each algorithm; null when there is no such file.</summary>
    public byte[]? Digest(string name, DigestAlgorithm algorithm)
    {
        if (!digests.TryGetValue((name, algorithm), out var digest) && files.TryGetValue(name, out var octets))
            digests[(name, algorithm)] = digest = algorithm.Compute(octets.Span);
        return digest;
    }

    /// <summary>Whether a file of this name is one that is signed, and safe to unpack.</summary>
    public static bool IsDocument(string name) => IsSafe(name) && !name.StartsWith(Folder, StringComparison.OrdinalIgnoreCase) && name != MediaTypeFile;

    /// <summary>What a container of the kind says that it is.</summary>
    public static string MediaTypeOf(AsicKind kind) => kind == AsicKind.Simple ? "application/vnd.etsi.asic-s+zip" : "application/vnd.etsi.asic-e+zip";

    /// <summary>Whether these are the first octets of a ZIP.</summary>
    public static bool IsOne(ReadOnlySpan<byte> octets) => octets.StartsWith("PK\x03\x04"u8);

    /// <summary>Unpacks all.</summary>
    public static Outcome<AsicContainer> Read(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > Ca.Core.Cms.CmsSignedData.MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", octets.Length, Ca.Core.Cms.CmsSignedData.MaxOctets);
        if (ZipDirectory.Refuses(octets.Span, MaxFiles) is { } why)
            return why;
        try
        {
            using var archive = new ZipArchive(Open(octets), ZipArchiveMode.Read);
            return Unpack(archive, octets.Length);
        }
        // What the platform says of a ZIP that is none, of one in an encoding that it does not know, and of a name that is no text.
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or IOException)
        {
            return new Refusal(RefusalCode.Malformed, "Signatures.not-zip");
        }
    }

    static Outcome<AsicContainer> Unpack(ZipArchive archive, long packed)
    {
        // Two names that differ in case are one file where the container is unpacked on Windows.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var room = Math.Min(MaxUnpacked, Math.Max(FreeOfRatio, MaxRatio * packed));
        foreach (var entry in archive.Entries)
        {
            if (!IsSafe(entry.FullName))
                return new Refusal(RefusalCode.Malformed, "Signatures.zip-name", entry.FullName);
            if (entry.FullName.EndsWith('/') && entry.Length == 0)
                continue;
            if (entry.Length > room)
                return new Refusal(RefusalCode.TooLarge, "Signatures.zip-bomb", entry.FullName, MaxUnpacked, MaxRatio);
            if (entry.IsEncrypted)
                return new Refusal(RefusalCode.Unsupported, "Signatures.zip-encrypted", entry.FullName);
            // No more than what was said is read, whatever is there.
            var octets = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(octets);
            if (stream.ReadByte() >= 0)
                return new Refusal(RefusalCode.Malformed, "Signatures.not-zip");
            room -= octets.Length;
            if (!names.Add(entry.FullName))
                return new Refusal(RefusalCode.Malformed, "Signatures.zip-name-twice", entry.FullName);
            files.Add(entry.FullName, octets);
        }
        return new AsicContainer(files);
    }

    /// <summary>Relative, with forward slashes, and nowhere up: programs that unpack what we call good must stay in their folder.</summary>
    static bool IsSafe(string name) =>
        name.Length is > 0 and <= 1024
        && !name.StartsWith('/')
        && !name.AsSpan().ContainsAny('\\', ':', '\0')
        && !name.Split('/').Any(part => part is "." or "..");

    static MemoryStream Open(ReadOnlyMemory<byte> octets) => MemoryMarshal.TryGetArray(octets, out var array)
        ? new(array.Array!, array.Offset, array.Count, writable: false)
        : new(octets.ToArray(), writable: false);
}
