using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Paths;

namespace Ca.Cli.Verification;

/// <summary>The options by which a verb is given what a path may be built of.</summary>
sealed class MaterialOptions
{
    readonly Option<string[]> anchors;
    readonly Option<string?> anchorDirectory;
    readonly Option<string[]> untrusted;
    readonly Option<string[]> lists;
    readonly Option<string[]> responses;

    public MaterialOptions(Terminal terminal)
    {
        anchors = Files("--anchor", terminal.Say("Verification.option-anchor"));
        anchorDirectory = new("--anchors") { Description = terminal.Say("Verification.option-anchors"), HelpName = "DIR" };
        untrusted = Files("--untrusted", terminal.Say("Verification.option-untrusted"));
        lists = Files("--crl", terminal.Say("Verification.option-crl"));
        responses = Files("--ocsp", terminal.Say("Verification.option-ocsp"));
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [anchors, anchorDirectory, untrusted, lists, responses];

    public Outcome<PathMaterial> Read(ParseResult parsed)
    {
        if (Anchors(parsed).Refused(out var why, out var trusted))
            return why;
        if (MaterialFile.Certificates(parsed.GetValue(untrusted)).Refused(out why, out var others))
            return why;
        if (MaterialFile.RevocationLists(parsed.GetValue(lists)).Refused(out why, out var revoked))
            return why;
        if (MaterialFile.OcspResponses(parsed.GetValue(responses)).Refused(out why, out var answered))
            return why;
        return new PathMaterial { Anchors = trusted, Certificates = others, RevocationLists = revoked, OcspResponses = answered };
    }

    Outcome<IReadOnlyList<TrustAnchor>> Anchors(ParseResult parsed)
    {
        var all = new List<TrustAnchor>();
        if (parsed.GetValue(anchorDirectory) is { } directory)
            if (TrustAnchorDirectory.Read(directory).Refused(out var why, out var kept))
                return why;
            else
                all.AddRange(kept);
        if (MaterialFile.Certificates(parsed.GetValue(anchors)).Refused(out var no, out var certificates))
            return no;
        foreach (var certificate in certificates)
            if (TrustAnchor.Of(certificate).Refused(out no, out var anchor))
                return no;
            else
                all.Add(anchor);
        return all.Count > 0 ? all : new Refusal(RefusalCode.NotFound, new Sentence(typeof(MaterialOptions).Assembly, "Verification.no-anchor"));
    }

    /// <summary>An option that takes one file or several.</summary>
    public static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };
}
