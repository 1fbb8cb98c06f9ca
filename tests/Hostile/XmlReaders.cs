using System.Text;
using Ca.Core;
using Ca.Core.Signatures.Xml;
using Ca.Core.Xml;
using static Ca.Tests.Hostile.SampleKeys;
using static Ca.Tests.SampleAuthority;

namespace Ca.Tests.Hostile;

/// <summary>XML documents and what is done to them on the way to a signature.</summary>
static class XmlReaders
{
    const string Envelope = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>";

    static readonly byte[][] Documents =
    [
        Utf8("<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a [<!ENTITY e 'x'><!ATTLIST a d CDATA 'y'>]><a xmlns='u' xmlns:p='v' p:b='&e;'><!-- c --><?pi d?><p:b>&#13;<![CDATA[<]]></p:b></a>"),
        Encoding.Unicode.GetBytes("\uFEFF<a xmlns='u'><b c='1'>Иванов</b></a>"),
        Utf8("<ns1:a xmlns:ns1=\"u\" xmlns:ns2=\"v\" ns2:x=\"1\">abcdefghijklmno&gt;p]&gt;<ns1:b></ns1:b></ns1:a>"),
        Utf8("<?xml version='1.0' encoding='windows-1251'?><a xmlns='u'/>"),
    ];

    static readonly XmlTree Tree = XmlTree.Parse(
        Utf8("<a xmlns:p='u' xml:lang='ru'><!-- c --><?pi d?><p:b Id='x' p:c='1'>text<d>2</d></p:b><e/></a>"), Doctype.Refused).Expect();

    public static IReadOnlyList<HostileReader> All { get; } =
    [
        HostileReader.Of("xml", [typeof(XmlTree)], () => Documents, bytes => XmlTree.Parse(bytes, Doctype.Processed).Then(tree =>
            CanonicalizationMethod.All.Select(method => method.Write(tree.All, "p", "#default")).Last())),
        HostileReader.Of("xpath", [], () => new[]
        {
            "not(ancestor-or-self::p:b) and count(//d) = 1", "//p:b[@Id='x']/text() | //namespace::* | //comment()", "here()/ancestor::a[1]",
            "id('x')/following-sibling::*[position() < last()]", "string-length(normalize-space(.)) div 2 > -1 or starts-with(name(), 'p')",
        }.Select(Utf8), Chosen),
        HostileReader.Of("smev-transform", [typeof(SmevTransform)], () => Documents.Skip(1), bytes => SmevTransform.Apply(bytes)),
        HostileReader.Of("smev-message", [], () => [Utf8(SampleMessage.Text)], bytes => SmevSignature.SignAttachment(Citizen, bytes, "7", new MemoryStream([1]), Now)
            .Then(message => SmevSignature.CreateVersion3(Citizen, message, new() { Element = "PersonalSignature" })), divisor: 5),
        HostileReader.Of("xml-to-sign", [typeof(XadesSignature), typeof(SmevSignature)], () => [.. Documents.Skip(2).Take(1), Utf8(Envelope), Utf8("<a><b Id='SIGNED'/><c/></a>")], bytes =>
        {
            _ = SmevSignature.CreateVersion2(Citizen, bytes).Refused(out _, out _);
            _ = SmevSignature.CreateVersion3(Citizen, bytes, new() { Identifier = "SIGNED", Element = "c" }).Refused(out _, out _);
            _ = XadesSignature.CreateEnveloping(Citizen, bytes, "text/plain", Now).Expect();
            return XadesSignature.CreateEnveloped(Citizen, bytes, Now);
        }, divisor: 5),
    ];

    /// <summary>As the transforms of a signature would.</summary>
    static Outcome<NodeSet> Chosen(byte[] bytes)
    {
        var namespaces = new Dictionary<string, string> { ["p"] = "u" };
        var (expression, budget) = (Encoding.UTF8.GetString(bytes), new XmlBudget());
        try
        {
            foreach (var filter in Enum.GetValues<SubtreeFilter>())
                _ = XPathSelection.Filter2(Tree.All, [(filter, expression, namespaces, Tree.Root)], budget).Refused(out _, out _);
            _ = XPathSelection.Select(Tree, expression, namespaces, budget).Refused(out _, out _);
            return XPathSelection.Filter(Tree.All, expression, namespaces, Tree.Root, budget);
        }
        catch (XmlBudgetException)
        {
            return XmlBudgetException.Refusal;
        }
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
