/** What a new template begins with: complete, publishable, and short enough to read. */
export const starter = `<mjml lang="en">
  <mj-head>
    <mj-attributes>
      <mj-all font-family="'Segoe UI', Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.55" color="#1b2730" padding="0 32px 16px" />
      <mj-button background-color="#0b6675" color="#ffffff" font-size="16px" font-weight="600" border-radius="8px" inner-padding="14px 28px" padding="8px 32px 24px" align="left" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#eef2f4">
    <mj-section background-color="#ffffff" padding="32px 0">
      <mj-column>
        <mj-text font-size="26px" font-weight="700" line-height="1.25">Your headline</mj-text>
        <mj-text>Hello {{ contact.first_name | default: "there" }},</mj-text>
        <mj-text>Say in two sentences why you write, and what the reader gains.</mj-text>
        <mj-button href="{{ links.portal }}">One clear action</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="20px 0">
      <mj-column>
        <mj-text font-size="13px" color="#52606b" align="center">{{ organization.name }} · {{ organization.address }}</mj-text>
        <mj-text font-size="13px" color="#52606b" align="center"><a href="{{ links.unsubscribe }}">Email preferences</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;
