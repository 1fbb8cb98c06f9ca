using System.Globalization;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Signatures;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace Ca.Api.Verifications;

/// <summary>The printed protocol of a verification: what was checked, what it came to, and by which rule, for a file that a lawyer opens.</summary>
static class Protocol
{
    public const string MediaType = "application/pdf";

    /// <summary>PDFsharp keeps what it knows of fonts in one place for all, and says nothing of threads.</summary>
    static readonly Lock Press = new();

    /// <summary>The protocol is for files of Russian cases: in Russian unless English is asked for.</summary>
    public static CultureInfo LanguageOf(HttpRequest request) =>
        request.Headers.AcceptLanguage.Count == 0 ? CultureInfo.GetCultureInfo("ru") : Language.Of(request);

    /// <summary>A PDF in this language.</summary>
    /// <param name="report">In the same language.</param>
    /// <param name="head">What was checked, and when.</param>
    /// <param name="language">Russian or English.</param>
    public static byte[] Write(ReportDocument report, ProtocolHead head, CultureInfo language)
    {
        lock (Press)
        {
            PrintedFont.Provide();
            using var document = new PdfDocument();
            document.Info.Title = Say("Verifications.protocol-title");
            document.Info.CreationDate = head.CheckedAt.UtcDateTime;
            document.Language = language.Name is "" ? "en" : language.Name;
            var print = new Print(document);
            print.Heading(Say("Verifications.protocol-title"));
            print.Line(Say("Verifications.protocol-checked-at"), $"{head.CheckedAt.ToUniversalTime():u}");
            foreach (var (name, file) in head.Files)
                print.Line(Say("Verifications.protocol-file"), string.Join(", ", FileWords(name, file)));
            if (head.Kept is { } kept)
            {
                print.Line(Say("Verifications.protocol-kept"), Say("Verifications.protocol-kept-until", kept.Address, $"{kept.Until.ToUniversalTime():u}"));
                print.Line(Say("Verifications.protocol-software"), kept.Software);
            }
            print.Verdict(Say("Verifications.protocol-total"), Say(Word(report.Indication)));
            if (report.Policy is { } policy)
                Policy(print, policy);
            for (var i = 0; i < report.Signatures.Count; i++)
                Signature(print, report.Signatures[i], string.Create(language, $"{i + 1}"));
            print.Small(Say("Verifications.protocol-what-it-is"));
            return print.Finish((page, pages) => Say("Verifications.protocol-page", page, pages));
        }

        string Say(string key, params object[] arguments) => new Sentence(typeof(Protocol).Assembly, key, arguments).In(language);

        IEnumerable<string> FileWords(string name, JudgedFile file)
        {
            yield return name;
            if (file.Octets is { } octets)
                yield return Say("Verifications.protocol-octets", octets.ToString("N0", language));
            foreach (var (algorithm, hash) in file.Hashes)
                yield return $"{algorithm}:{hash}";
        }

        string YesNo(bool value) => value ? Say("Verifications.protocol-yes") : Say("Verifications.protocol-no");

        void Policy(Print print, PolicyDocument policy)
        {
            print.Heading2(Say("Verifications.protocol-service"));
            print.Line(Say("Verifications.protocol-service-name"), policy.Title);
            print.Line(Say("Verifications.protocol-service-policy"), string.Create(CultureInfo.InvariantCulture, $"{policy.Service}, {policy.Version}"));
            print.Verdict(Say("Verifications.protocol-service-fits"), YesNo(policy.Fits));
            foreach (var breach in policy.Breaches.SelectMany(b => b))
                print.Item(breach.Detail, $"{breach.Rule}, {breach.Clause}");
        }

        void Revocation(Print print, RevocationDocument known)
        {
            print.Line(Say("Verifications.protocol-revocation"), $"{known.Subject}: " + (known.RevokedAt is { } at
                ? Say("Verifications.protocol-revoked", $"{at:u}", known.Reason!)
                : Say("Verifications.protocol-not-revoked")));
            foreach (var source in known.Sources)
                print.Fine($"{Say(Kind(source), source.Issuer, source.Number ?? "–", $"{source.ProducedAt:u}")}, {source.ThisUpdate:u} – {source.NextUpdate:u}, SHA-256 {source.Sha256}");
        }

        void Signature(Print print, SignatureDocument signature, string number)
        {
            print.Heading2(Say("Verifications.protocol-signature", number));
            print.Verdict(Say("Verifications.protocol-verdict"), Say(Word(signature.Indication)) + (signature.SubIndication is { } why ? $" ({why})" : ""));
            print.Line(Say("Verifications.protocol-format"), signature.Level is { } level ? $"{signature.Format} {level}" : signature.Format);
            print.Line(Say("Verifications.protocol-algorithm"), signature.Algorithm);
            print.Line(Say("Verifications.protocol-intact"), YesNo(signature.Intact));
            print.Line(Say("Verifications.protocol-judged-at"), $"{signature.JudgedAt:u}, {Say(Word(signature.JudgedAtSource))}");
            if (signature.ClaimedSigningTime is { } claimed)
                print.Line(Say("Verifications.protocol-claimed"), $"{claimed:u}");
            if (signature.Signer is { } signer)
            {
                print.Line(Say("Verifications.protocol-signer"), signer.Subject);
                print.Line(Say("Verifications.protocol-issuer"), signer.Issuer);
                print.Line(Say("Verifications.protocol-serial"), signer.SerialNumber);
                print.Line(Say("Verifications.protocol-validity"), $"{signer.NotBefore:u} – {signer.NotAfter:u}");
            }
            foreach (var reference in signature.References)
                print.Line(Say("Verifications.protocol-covers"), $"{reference.Name}: {reference.Scope}; {(reference.Intact ? Say("Verifications.protocol-unchanged") : Say("Verifications.protocol-changed"))}");
            foreach (var modification in signature.Modifications)
                print.Line(Say("Verifications.protocol-modification"), modification.Detail);
            foreach (var stamp in signature.TimeStamps)
                print.Line(Say("Verifications.protocol-time-stamp"), $"{stamp.Time:u}, {stamp.Indication}, {stamp.Authority?.Subject}");
            foreach (var certificate in signature.Path.Skip(1))
                print.Line(Say("Verifications.protocol-above"), certificate.Subject);
            foreach (var known in signature.Revocation)
                Revocation(print, known);
            foreach (var finding in signature.Findings)
                print.Item(finding.Detail, $"{finding.Rule}, {finding.Clause}");
        }
    }

    static string Kind(SourceDocument source) => source.Source == SourceDocument.List ? "Verifications.protocol-list" : "Verifications.protocol-response";

    /// <summary>The sentence for a word of EN 319 102-1, or for where a time came from.</summary>
    static string Word(string word) => word switch
    {
        "TOTAL_PASSED" => "Verifications.protocol-passed",
        "INDETERMINATE" => "Verifications.protocol-indeterminate",
        "TOTAL_FAILED" => "Verifications.protocol-failed",
        "DAY_OF_CHECKING" => "Verifications.protocol-day-of-checking",
        "GIVEN_BY_REQUESTER" => "Verifications.protocol-given",
        "TRUSTED_TIME_STAMP" => "Verifications.protocol-proved",
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, null),
    };

    /// <summary>Lines on A4 pages, from the top, a new page when one is full.</summary>
    sealed class Print(PdfDocument document)
    {
        const double Left = 60, Right = 50, Top = 55, Bottom = 60, LabelWidth = 130;

        /// <summary>A report has under ten pages; one of thousands of findings is a stranger's, and nobody prints it.</summary>
        const int MaxPages = 200;

        static readonly XFont Plain = new(PrintedFont.Family, 9.5);
        static readonly XFont Bold = new(PrintedFont.Family, 9.5, XFontStyleEx.Bold);
        static readonly XFont Footnote = new(PrintedFont.Family, 7.5);
        static readonly XFont Title = new(PrintedFont.Family, 15, XFontStyleEx.Bold);
        static readonly XFont Subtitle = new(PrintedFont.Family, 11.5, XFontStyleEx.Bold);

        XGraphics? page;
        double y;
        double width;
        double height;

        public void Heading(string text) => Put(text, Title, Left, 0, 8);

        public void Heading2(string text) => Put(text, Subtitle, Left, 10, 3);

        public void Verdict(string label, string text) => Labelled(label, text, Bold);

        public void Line(string label, string text) => Labelled(label, text, Plain);

        public void Item(string text, string rule)
        {
            Put("– " + text, Plain, Left, 2, 0);
            Put(rule, Footnote, Left + 8, 0, 1);
        }

        /// <summary>Below a line, for who looks closer.</summary>
        public void Fine(string text) => Put(text, Footnote, Left + LabelWidth, 0, 1);

        public void Small(string text) => Put(text, Footnote, Left, 14, 0);

        public byte[] Finish(Func<int, int, string> foot)
        {
            page?.Dispose();
            for (var i = 0; i < document.PageCount; i++)
                using (var sheet = XGraphics.FromPdfPage(document.Pages[i]))
                    sheet.DrawString(foot(i + 1, document.PageCount), Footnote, XBrushes.Black, new XPoint(Left, height - 30));
            using var stream = new MemoryStream();
            document.Save(stream);
            return stream.ToArray();
        }

        void Labelled(string label, string text, XFont font)
        {
            Room(font);
            var row = y;
            Put(label, Plain, Left, 0, 0, LabelWidth - 6);
            var behind = y;
            y = row;
            Put(text, font, Left + LabelWidth, 0, 0);
            y = Math.Max(y, behind) + 1;
        }

        void Put(string text, XFont font, double x, double before, double after, double? limit = null)
        {
            y += before;
            var room = limit ?? (width is 0 ? 595 : width) - Right - x;
            foreach (var line in Wrap(text, font, room))
            {
                Room(font);
                page!.DrawString(line, font, XBrushes.Black, new XPoint(x, y += font.GetHeight()));
            }
            y += after;
        }

        /// <summary>A new page when this one has no room for a line.</summary>
        void Room(XFont font)
        {
            if (page is not null && (y + font.GetHeight() < height - Bottom || document.PageCount == MaxPages))
                return;
            page?.Dispose();
            var sheet = document.AddPage();
            sheet.Size = PdfSharp.PageSize.A4;
            (width, height, y) = (sheet.Width.Point, sheet.Height.Point, Top);
            page = XGraphics.FromPdfPage(sheet);
        }

        /// <summary>Lines that fit, broken at spaces, and within a word only where the word alone is too long.</summary>
        List<string> Wrap(string text, XFont font, double room)
        {
            Room(font);
            var lines = new List<string>();
            var line = "";
            foreach (var word in Printable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => w.Chunk(40).Select((c, i) => (new string(c), i))))
            {
                var longer = line.Length == 0 ? word.Item1 : word.i > 0 ? line + word.Item1 : $"{line} {word.Item1}";
                if (line.Length > 0 && page!.MeasureString(longer, font).Width > room)
                {
                    lines.Add(line);
                    longer = word.Item1;
                }
                line = longer;
            }
            lines.Add(line);
            return lines;
        }

        /// <summary>What strangers put into names must not steer the page: marks of direction and controls are shown as a box.</summary>
        static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '□' : c));
    }
}

/// <summary>What a protocol begins with.</summary>
/// <param name="CheckedAt">When it was checked.</param>
/// <param name="Files">What was checked: the signature first.</param>
/// <param name="Kept">Where its signed form is kept; null when it is not.</param>
sealed record ProtocolHead(DateTimeOffset CheckedAt, IReadOnlyList<ProtocolFile> Files, ProtocolOrigin? Kept);

/// <summary>A file that was checked.</summary>
/// <param name="Name">As it was sent, or what it is.</param>
/// <param name="File">Its length and hashes.</param>
sealed record ProtocolFile(string Name, JudgedFile File);

/// <summary>The kept verdict that a protocol was printed from.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Until">Until when.</param>
/// <param name="Software">The program that gave it.</param>
sealed record ProtocolOrigin(Uri Address, DateTimeOffset Until, string Software);
