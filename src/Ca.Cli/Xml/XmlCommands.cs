using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Xml;

/// <summary><c>ca xml …</c></summary>
static class XmlCommands
{
    public static Command Create(Terminal terminal) => new("xml", terminal.Say("Xml.noun"))
    {
        CanonicalizeXml.Verb(terminal),
    };
}

/// <summary><c>ca smev …</c></summary>
static class SmevCommands
{
    public static Command Create(Terminal terminal) => new("smev", terminal.Say("Xml.smev-noun"))
    {
        TransformMessage.Verb(terminal),
    };
}
