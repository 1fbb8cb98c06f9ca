namespace Ca.Tests.Hostile;

/// <summary>A message of СМЭВ 3 with room for signatures of a system, of an official, and over two attachments.</summary>
static class SampleMessage
{
    public const string Text =
        """
        <t:SendRequestRequest xmlns:t="urn:types"><t:SenderProvidedRequestData Id="SIGNED_BY_CALLER"><t:MessageID>1</t:MessageID>
        <b:MessagePrimaryContent xmlns:b="urn:basic"><d:Order xmlns:d="urn:order" Id="PERSONAL"><d:Text>a&gt;b</d:Text></d:Order></b:MessagePrimaryContent><t:PersonalSignature/>
        <b:RefAttachmentHeaderList xmlns:b="urn:basic"><b:RefAttachmentHeader><b:uuid>7</b:uuid><b:Hash/><b:MimeType>text/plain</b:MimeType><b:SignaturePKCS7/></b:RefAttachmentHeader></b:RefAttachmentHeaderList>
        <b:AttachmentHeaderList xmlns:b="urn:basic"><b:AttachmentHeader><b:contentId>plan</b:contentId><b:MimeType>text/plain</b:MimeType><b:SignaturePKCS7></b:SignaturePKCS7></b:AttachmentHeader></b:AttachmentHeaderList>
        </t:SenderProvidedRequestData><t:CallerInformationSystemSignature/></t:SendRequestRequest>
        """;
}
