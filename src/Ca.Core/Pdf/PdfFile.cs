using System.Buffers;

namespace Ca.Core.Pdf;

/// <summary>
/// A PDF file (ISO 32000-2 §7.5) as the chain of its revisions, read strictly: what its cross-references say is taken at their word, and a
/// file that would have to be repaired is refused, since programs repair it differently and a signature is over octets that all must see
/// the same way. Objects are read when they are asked for, and the work is bounded for the whole file.
/// </summary>
public sealed class PdfFile
{
    /// <summary>64 MiB: the largest file that the service takes.</summary>
    public const int MaxOctets = 64 * 1024 * 1024;

    /// <summary>A document that goes round for agreement has a few dozen; each is compared with the one before.</summary>
    const int MaxRevisions = 256;

    /// <summary>Entries of all cross-references together.</summary>
    const int MaxEntries = 2_000_000;

    static readonly SearchValues<byte> White = SearchValues.Create(0, 9, 10, 12, 13, 32);

    readonly Dictionary<int, int> newest = [];
    readonly List<(PdfEntry Entry, int Revision, int Older)> entries = [];
    readonly Dictionary<int, (int Number, int Generation, PdfValue Value, int End)> parsed = [];
    readonly Dictionary<(int, int), PdfObjectStream?> objectStreams = [];
    readonly Dictionary<PdfDictionary, bool> settledPages = new(ReferenceEqualityComparer.Instance);
    HashSet<int>? settled;
    PdfEncryption? encryption;

    PdfFile(ReadOnlyMemory<byte> octets)
    {
        Octets = octets;
        Work = new(octets.Length);
    }

    /// <summary>The file itself.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The header's version, such as 1.7; the catalog may name a later one.</summary>
    public string Version => System.Text.Encoding.ASCII.GetString(Octets.Span[5..8]);

    /// <summary>From the oldest to the newest; at least one.</summary>
    public IReadOnlyList<PdfRevision> Revisions { get; private set; } = [];

    /// <summary>Whether something other than white space stands behind the last revision.</summary>
    public bool HasTrailingOctets { get; private set; }

    internal PdfWork Work { get; }

    /// <summary>Whether what it says is encrypted, and was opened without a password.</summary>
    public bool IsEncrypted => encryption is not null;

    /// <summary>Above every number in use or announced.</summary>
    internal int NextNumber => Math.Max(newest.Keys.DefaultIfEmpty().Max() + 1, Revisions[^1].Trailer["Size"] is PdfInteger { Value: > 0 and <= PdfLexer.MaxObjectNumber } size ? (int)size.Value : 1);

    /// <summary>Whether the bytes claim to be a PDF file.</summary>
    public static bool Recognises(ReadOnlySpan<byte> octets) => octets.StartsWith("%PDF-"u8);

    /// <summary>Reads the chain of revisions.</summary>
    public static Outcome<PdfFile> Open(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Pdf.too-large", octets.Length, MaxOctets);
        if (!Recognises(octets.Span) || octets.Length < 8)
            return new Refusal(RefusalCode.Malformed, "Pdf.no-header");
        var file = new PdfFile(octets);
        if (file.ReadChain().Refused(out var why, out var sections))
            return why;
        if (file.Arrange(sections) is { } refusal)
            return refusal;
        if (file.Decrypt() is { } closed)
            return closed;
        return file;
    }

    /// <summary>
    /// An encrypted file is so in every revision, by the same key (ISO 32000-2 §7.6.1): where a later one says otherwise, what was signed would
    /// mean something else since.
    /// </summary>
    Refusal? Decrypt()
    {
        if (Revisions.All(r => r.Trailer["Encrypt"] is PdfNull))
            return null;
        var differs = new Refusal(RefusalCode.Malformed, "Pdf.encryption-differs");
        PdfEncryption? first = null;
        foreach (var revision in Revisions)
        {
            if (revision.Trailer["Encrypt"] is PdfNull)
                return differs;
            if (PdfEncryption.Open(revision).Refused(out var why, out var found))
                return why;
            if (first is not null && first != found)
                return differs;
            first = found;
        }
        // What was read so far, the dictionary itself, is in the clear, and is not asked for again.
        parsed.Clear();
        objectStreams.Clear();
        encryption = first;
        return null;
    }

    /// <summary>The sections from the newest to the oldest.</summary>
    Outcome<List<PdfSection>> ReadChain()
    {
        var malformed = new Refusal(RefusalCode.Malformed, "Pdf.cross-reference");
        var word = Octets.Span.LastIndexOf("startxref"u8);
        if (word < 0)
            return new Refusal(RefusalCode.Malformed, "Pdf.no-cross-reference");
        var lexer = new PdfLexer(Octets.Span, word + "startxref".Length, Work, isFile: true);
        if (!lexer.Natural(out var next))
            return malformed;
        var sections = new List<PdfSection>();
        var visited = new HashSet<int>();
        var left = MaxEntries;
        while (true)
        {
            if (next >= Octets.Length || PdfSection.Read(Octets, (int)next, Work, ref left) is not { } section)
                return Work.IsSpent || left < 0 ? TooComplex : malformed;
            if (!visited.Add(section.Start))
                return new Refusal(RefusalCode.Malformed, "Pdf.revisions");
            if (sections.Count > MaxRevisions)
                return new Refusal(RefusalCode.TooLarge, "Pdf.too-many-revisions", MaxRevisions);
            sections.Add(section);
            if (section.Trailer["Prev"] is PdfNull)
                return sections;
            if (section.Trailer["Prev"] is not PdfInteger { Value: >= 0 and <= MaxOctets } previous)
                return malformed;
            next = previous.Value;
        }
    }

    /// <summary>The refusal of a file whose reading would take more work than a document of its size is worth.</summary>
    internal static Refusal TooComplex { get; } = new(RefusalCode.TooLarge, "Pdf.too-complex");

    /// <summary>
    /// Sections become revisions. A revision is one section, but for the first of a linearized file (annex F), which has one for its first
    /// page and one for the rest, the former pointing forward to the latter. Each ends where it says so itself, before the next begins.
    /// </summary>
    Refusal? Arrange(List<PdfSection> sections)
    {
        var broken = new Refusal(RefusalCode.Malformed, "Pdf.revisions");
        var revisions = new List<PdfRevision>();
        for (var i = sections.Count - 1; i >= 0; i--)
        {
            PdfSection[] parts = i == sections.Count - 1 && i > 0 && sections[i].Start > sections[i - 1].Start ? [sections[i], sections[--i]] : [sections[i]];
            var start = parts.Min(p => p.Start);
            if (parts[0] is not { Announced: { } announced, End: { } end } || (announced != parts[^1].Start && !PointsAt(announced, parts[^1].Start)))
                return new(RefusalCode.Malformed, "Pdf.cross-reference");
            end = Math.Max(end, parts[^1].End ?? 0);
            if (revisions.Count > 0 && start < revisions[^1].End)
                return broken;
            foreach (var part in parts)
                Add(part.Entries, revisions.Count);
            revisions.Add(new(this, revisions.Count, end, parts[^1].Trailer, parts[^1].IsStream, parts[^1].Start));
        }
        Revisions = revisions;
        HasTrailingOctets = !IsWhite(revisions[^1].End..);
        return null;
    }

    /// <summary>Whether nothing but white space is between the place announced and the section.</summary>
    bool PointsAt(int place, int start) => place < start && IsWhite(place..start);

    /// <summary>Whether nothing but white space stands there.</summary>
    internal bool IsWhite(Range place) => !Octets.Span[place].ContainsAnyExcept(White);

    void Add(IReadOnlyList<PdfEntry> section, int revision)
    {
        foreach (var entry in section)
        {
            entries.Add((entry, revision, newest.TryGetValue(entry.Number, out var older) ? older : -1));
            newest[entry.Number] = entries.Count - 1;
        }
    }

    /// <summary>What the newest cross-reference up to this revision says about an object, and which revision that is.</summary>
    internal (PdfEntry Entry, int Revision)? Find(int number, int revision)
    {
        if (!newest.TryGetValue(number, out var at))
            return null;
        for (; at >= 0; at = entries[at].Older)
            if (entries[at].Revision <= revision)
                return (entries[at].Entry, entries[at].Revision);
        return null;
    }

    /// <summary>The numbers of the objects that a revision's own cross-reference names.</summary>
    internal IEnumerable<int> NamedBy(int revision) => entries.Where(e => e.Revision == revision).Select(e => e.Entry.Number);

    /// <summary>
    /// Numbers of the objects that no revision after the first names, nor anything that they lead to: they mean the same in every revision.
    /// Without them each revision would have to be compared with the next from end to end.
    /// </summary>
    internal IReadOnlySet<int> Settled => settled ??= FindSettled();

    HashSet<int> FindSettled()
    {
        var candidates = newest.Where(n => entries[n.Value] is { Revision: 0, Entry.Kind: not PdfEntryKind.Free }).Select(n => n.Key).ToHashSet();
        var users = new Dictionary<int, List<int>>();
        var unsettled = new Queue<int>();
        foreach (var number in candidates)
            foreach (var target in Targets(number))
                if (candidates.Contains(target))
                    (users.TryGetValue(target, out var list) ? list : users[target] = []).Add(number);
                else if (newest.ContainsKey(target))
                    unsettled.Enqueue(number);
        while (unsettled.TryDequeue(out var number))
            if (candidates.Remove(number) && users.TryGetValue(number, out var above))
                above.ForEach(unsettled.Enqueue);
        return Work.IsSpent ? [] : candidates;
    }

    /// <summary>Whether a page leads to nothing but settled objects, but for the tree above it.</summary>
    internal bool IsSettled(PdfDictionary page)
    {
        if (!settledPages.TryGetValue(page, out var isSettled))
            settledPages[page] = isSettled = page.Entries.Where(e => e.Key != "Parent").All(e => Targets(e.Value).All(Settled.Contains));
        return isSettled;
    }

    IEnumerable<int> Targets(int number) =>
        Targets(Object(number, entries[newest[number]].Entry is { Kind: PdfEntryKind.InUse } entry ? entry.Detail : 0, 0));

    /// <summary>The numbers of the objects that a value refers to.</summary>
    static IEnumerable<int> Targets(PdfValue from)
    {
        var open = new Stack<PdfValue>([from]);
        while (open.TryPop(out var value))
        {
            if (value is PdfReference reference)
                yield return reference.Number;
            foreach (var inner in value switch
            {
                PdfArray array => array.Items,
                PdfDictionary dictionary => dictionary.Entries.Values,
                PdfStream stream => stream.Dictionary.Entries.Values,
                _ => [],
            })
                open.Push(inner);
        }
    }

    /// <summary>The object as this revision has it.</summary>
    internal PdfValue Object(int number, int generation, int revision)
    {
        if (Find(number, revision) is not var (entry, named))
            return PdfValue.Null;
        return entry.Kind switch
        {
            PdfEntryKind.InUse => InUse(entry, generation, Revisions[named].End),
            PdfEntryKind.Compressed when generation == 0 => Compressed(entry, revision),
            _ => PdfValue.Null,
        };
    }

    /// <summary>
    /// A revision can name only what is in the file when it is written: a place behind its end would be filled by somebody later.
    /// </summary>
    PdfValue InUse(PdfEntry entry, int generation, int limit)
    {
        if (entry.Place >= limit)
            return PdfValue.Null;
        if (!parsed.TryGetValue(entry.Place, out var found))
            parsed[entry.Place] = found = Parse(entry.Place);
        return found.Number == entry.Number && found.Generation == entry.Detail && generation == entry.Detail && found.End <= limit
            ? found.Value
            : new PdfUnreadable(entry.Place);
    }

    (int, int, PdfValue, int) Parse(int place)
    {
        var lexer = new PdfLexer(Octets.Span, place, Work, isFile: true);
        if (Work.IsSpent || !lexer.ObjectHead(out var number, out var generation))
            return (-1, 0, PdfValue.Null, 0);
        var value = lexer.Object() ?? new PdfUnreadable(place);
        return (number, generation, encryption?.Decrypt(value, number, generation) ?? value, lexer.Position);
    }

    PdfValue Compressed(PdfEntry entry, int revision)
    {
        if (Find(entry.Place, revision) is not ({ Kind: PdfEntryKind.InUse } at, var named)
            || InUse(at, 0, Revisions[named].End) is not PdfStream stream || LengthOf(stream, revision) is not { } length)
            return new PdfUnreadable(-entry.Place);
        if (!objectStreams.TryGetValue((stream.Start, length), out var objects))
            objectStreams[(stream.Start, length)] = objects = Clear(stream, length) is { } data ? PdfObjectStream.Read(stream.Dictionary, data, Work) : null;
        return objects?.Object(entry.Number, entry.Detail) ?? new PdfUnreadable(-entry.Place);
    }

    /// <summary>The data of a stream before its filters; null when its length is wrong, or it cannot be decrypted.</summary>
    internal ReadOnlyMemory<byte>? Data(PdfStream stream, int revision) => LengthOf(stream, revision) is { } length ? Clear(stream, length) : null;

    ReadOnlyMemory<byte>? Clear(PdfStream stream, int length)
    {
        var data = Octets.Slice(stream.Start, length);
        return encryption is null ? data : Work.TakeOctets(length) ? encryption.Decrypt(stream, data) : null;
    }

    /// <summary>Length, here or in an object of its own, which is never in an object stream: so that streams cannot need each other.</summary>
    internal int? LengthOf(PdfStream stream, int revision)
    {
        var length = stream.Dictionary["Length"];
        if (length is PdfReference reference)
            length = Find(reference.Number, revision) is ({ Kind: PdfEntryKind.InUse } entry, var named)
                ? InUse(entry, reference.Generation, Revisions[named].End)
                : PdfValue.Null;
        if (length is not PdfInteger { Value: >= 0 } octets || octets.Value > Octets.Length - stream.Start)
            return null;
        var lexer = new PdfLexer(Octets.Span, stream.Start + (int)octets.Value, Work, isFile: true);
        lexer.SkipWhite();
        return lexer.Keyword("endstream"u8) ? (int)octets.Value : null;
    }
}

/// <summary>One revision (ISO 32000-2 §7.5.6): the document as it stood when these octets were written.</summary>
public sealed class PdfRevision
{
    /// <summary>A reference to a reference is not allowed (§7.3.10); files with one or two exist.</summary>
    const int MaxReferences = 4;

    internal PdfRevision(PdfFile file, int index, int end, PdfDictionary trailer, bool isStream, int start)
    {
        File = file;
        Index = index;
        End = end;
        Trailer = trailer;
        IsStream = isStream;
        CrossReference = start;
    }

    internal PdfFile File { get; }

    /// <summary>0 for the oldest.</summary>
    public int Index { get; }

    /// <summary>Behind its <c>%%EOF</c>.</summary>
    public int End { get; }

    /// <summary>Whether its cross-reference is a stream.</summary>
    public bool IsStream { get; }

    /// <summary>Where its cross-reference begins.</summary>
    public int CrossReference { get; }

    internal PdfDictionary Trailer { get; }

    internal PdfDictionary? Catalog => Resolve(Trailer["Root"]) as PdfDictionary;

    /// <summary>The value, or the object it refers to.</summary>
    internal PdfValue Resolve(PdfValue value)
    {
        for (var steps = 0; value is PdfReference reference; steps++)
        {
            if (steps == MaxReferences)
                return PdfValue.Null;
            value = File.Object(reference.Number, reference.Generation, Index);
        }
        return value;
    }

    internal PdfDictionary? Dictionary(PdfValue value) => Resolve(value) switch
    {
        PdfDictionary dictionary => dictionary,
        PdfStream stream => stream.Dictionary,
        _ => null,
    };

    internal PdfDictionary? Dictionary(PdfDictionary parent, string key) => Dictionary(parent[key]);

    internal IReadOnlyList<PdfValue> Array(PdfDictionary parent, string key) => (Resolve(parent[key]) as PdfArray)?.Items ?? [];

    internal string? Name(PdfDictionary parent, string key) => (Resolve(parent[key]) as PdfName)?.Value;
}
