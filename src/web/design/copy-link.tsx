import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonProps } from './button.tsx';
import { Icon } from './icon.tsx';

export interface CopyLinkProps {
  link: string;
  label: string;
  variant: ButtonProps['variant'];
}

/** Puts a link on the clipboard, and says whether that worked for the link as it is now. */
export function CopyLink({ link, label, variant }: CopyLinkProps) {
  const { t } = useTranslation();
  const [copying, setCopying] = useState<{ link: string; succeeded: boolean }>();
  const outcome = copying?.link === link ? copying : undefined;
  const isCopied = outcome?.succeeded === true;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopying({ link, succeeded: true });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setCopying({ link, succeeded: false });
    }
  };
  return (
    <>
      <Button
        variant={variant ?? 'secondary'}
        icon={<Icon of={isCopied ? Check : Copy} />}
        onPress={() => void copy()}
      >
        {isCopied ? t('invite.copied') : label}
      </Button>
      {outcome?.succeeded === false && <p role="alert">{t('invite.copyFailed')}</p>}
    </>
  );
}
